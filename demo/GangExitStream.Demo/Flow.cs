using GangExitStream.Processor.Epochs;
using GangExitStream.Subscriber;

namespace GangExitStream.Demo;

/// <summary>
/// What is under way between publisher, processor and readers. The embedded broker silently drops a partition's oldest records
/// beyond 5 MB, so nobody may run ahead: nothing is published while more than 2 MB wait for the processor, and no epoch is
/// written before the one before it has been read from the output topics.
/// </summary>
internal sealed class Flow
{
    private const long MaxBytes = 2 << 20;
    private const int MaxRecords = 2048; // each may touch another VM, whose counts are a record

    private readonly Lock _gate = new();
    private readonly Queue<int>[] _published; // by partition: the sizes of records that the processor hasn't committed
    private readonly long[] _next; // by partition: the offset up to which it has
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
    private long _offsets; // what the readers must come to

    public Flow(int inputPartitions)
    {
        _published = [.. Enumerable.Range(0, inputPartitions).Select(_ => new Queue<int>())];
        (_next, _settled) = (new long[inputPartitions], new long[inputPartitions]);
    }

    /// <summary>Epochs that were committed.</summary>
    public long Epochs { get; private set; }

    /// <summary>How often anything has moved.</summary>
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

    /// <summary>All that was published has been committed, and what came of it has been read.</summary>
    public bool IsDone
    {
        get
        {
            lock (_gate)
                return _records == 0 && OutputsAreRead;
        }
    }

    /// <summary>What isn't where it belongs, for people.</summary>
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

    /// <summary>The processor has committed an epoch: returns when all of its outputs have been read.</summary>
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

    /// <summary>So far is the reading of gang-exits.</summary>
    public void ExitsRead(in WatchProgress progress) => Read(ref _exitsRead, ref _exitOffsets, progress);

    /// <summary>So far is the reading of gang-exit-counts.</summary>
    public void CountsRead(in WatchProgress progress) => Read(ref _countsRead, ref _countOffsets, progress);

    /// <summary>So many offsets the output topics have, whoever wrote there: all of them are to be read.</summary>
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

    // Whoever waits goes on on a thread of its own, not on the one that moved something.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
