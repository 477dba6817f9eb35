using GangExitStream.Processor.Epochs;
using GangExitStream.Subscriber;

namespace GangExitStream.Demo;

/// <summary>
/// Flow control between publisher, processor and readers. The embedded broker drops a partition's oldest records above 5 MB without an
/// error, so the amount of unread data is limited: nothing is published while more than 2 MB wait for the processor, and the next epoch is
/// committed only when the previous one has been read from the output topics.
/// </summary>
internal sealed class Flow
{
    private const long MaxBytes = 2 << 20;
    private const int MaxRecords = 2048; // each record may belong to a different VM and cause a record of counts

    private readonly Lock _gate = new();
    private readonly Queue<int>[] _published; // by partition: sizes of the records that the processor has not committed
    private readonly long[] _next; // by partition: the committed offset
    private readonly long[] _settled;
    private TaskCompletionSource _moved = NewSignal();
    private long _bytes;
    private int _records;
    private long _exitsWritten;
    private long _exitsRead;
    private long _countsWritten;
    private long _countsRead;
    private long _exitOffsets;
    private long _countOffsets;
    private long _offsets; // end offsets that the readers must reach

    public Flow(int inputPartitions)
    {
        _published = [.. Enumerable.Range(0, inputPartitions).Select(_ => new Queue<int>())];
        (_next, _settled) = (new long[inputPartitions], new long[inputPartitions]);
    }

    /// <summary>Number of committed epochs.</summary>
    public long Epochs { get; private set; }

    /// <summary>Number of changes; a constant value shows a standstill.</summary>
    public long Moves { get; private set; }

    /// <summary>Another batch may be published.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate)
                return _bytes < MaxBytes && _records < MaxRecords;
        }
    }

    /// <summary>All published records have been committed, and all outputs have been read.</summary>
    public bool IsDone
    {
        get
        {
            lock (_gate)
                return _records == 0 && OutputsAreRead;
        }
    }

    /// <summary>What is not finished, as text for users.</summary>
    public override string ToString()
    {
        lock (_gate)
            return $"{_records} batches wait for the processor, {_exitsRead} of {_exitsWritten} gang exits and {_countsRead} of {_countsWritten} counts have been read";
    }

    private bool OutputsAreRead => _exitsRead >= _exitsWritten && _countsRead >= _countsWritten && _exitOffsets + _countOffsets >= _offsets;

    public void Published(int partition, int bytes) => Move(() =>
    {
        _published[partition].Enqueue(bytes);
        (_bytes, _records) = (_bytes + bytes, _records + 1);
        Settle(partition);
    });

    /// <summary>Notes a committed epoch; completes when all of its outputs have been read.</summary>
    public Task CommittedAsync(Epoch epoch, CancellationToken cancel)
    {
        Move(() =>
        {
            Epochs++;
            _exitsWritten += epoch.Counts.GangExits;
            _countsWritten += epoch.Counts.WindowCounts;
            foreach (var (partition, next) in epoch.NextOffsets)
            {
                _next[partition] = next;
                Settle(partition);
            }
        });
        return UntilAsync(() => OutputsAreRead, cancel);
    }

    /// <summary>Notes the progress of reading gang-exits.</summary>
    public void ExitsRead(in WatchProgress progress) => Read(ref _exitsRead, ref _exitOffsets, progress);

    /// <summary>Notes the progress of reading gang-exit-counts.</summary>
    public void CountsRead(in WatchProgress progress) => Read(ref _countsRead, ref _countOffsets, progress);

    /// <summary>Sets the end offsets of the output topics, which the readers must reach.</summary>
    public void Found(long offsets) => Move(() => _offsets = offsets);

    public Task UntilRoomAsync(CancellationToken stop) => UntilAsync(() => HasRoom, stop);

    public Task UntilDoneAsync(CancellationToken stop) => UntilAsync(() => IsDone, stop);

    private void Read(ref long records, ref long offsets, in WatchProgress progress)
    {
        lock (_gate)
        {
            var before = (records, offsets);
            (records, offsets) = (progress.Shown + progress.Undecodable, progress.Offsets);
            if (before != (records, offsets))
                Moved();
        }
    }

    private void Settle(int partition)
    {
        for (; _settled[partition] < _next[partition] && _published[partition].TryDequeue(out var bytes); _settled[partition]++)
            (_bytes, _records) = (_bytes - bytes, _records - 1);
    }

    private void Move(Action change)
    {
        lock (_gate)
        {
            change();
            Moved();
        }
    }

    private void Moved()
    {
        Moves++;
        _moved.SetResult();
        _moved = NewSignal();
    }

    private async Task UntilAsync(Func<bool> condition, CancellationToken stop)
    {
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (condition())
                    return;
                moved = _moved.Task;
            }
            await moved.WaitAsync(stop);
        }
    }

    // Waiting code must not continue on the thread that has made the change, which holds the lock.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
