using GangExitStream.Processor.Epochs;

namespace GangExitStream.Cli.Demo;

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

    private bool OutputsAreRead => _exitsRead >= _exitsWritten && _countsRead >= _countsWritten;

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
            _exitsWritten += epoch.GangExits;
            _countsWritten += epoch.Records.Count(record => record.Topic == OutputTopic.Counts);
            foreach (var (partition, next) in epoch.NextOffsets)
            {
                _next[partition] = next;
                Settle(partition);
            }
        });
        return UntilAsync(() => OutputsAreRead, cancel);
    }

    /// <summary>So many gang exits have been read in all.</summary>
    public void ExitsRead(long total) => Read(ref _exitsRead, total);

    /// <summary>So many records of counts have been read in all.</summary>
    public void CountsRead(long total) => Read(ref _countsRead, total);

    /// <summary>So many records the output topics have, whoever wrote them: all of them are to be read.</summary>
    public void Found(long exits, long counts) => Move(() => (_exitsWritten, _countsWritten) = (exits, counts));

    public Task UntilRoomAsync(CancellationToken stop) => UntilAsync(() => HasRoom, stop);

    public Task UntilDoneAsync(CancellationToken stop) => UntilAsync(() => IsDone, stop);

    private void Read(ref long read, long total)
    {
        if (Interlocked.Exchange(ref read, total) != total)
            Move(static () => { });
    }

    private void Settle(int partition)
    {
        for (; _settled[partition] < _next[partition] && _published[partition].TryDequeue(out var bytes); _settled[partition]++)
            (_bytes, _records) = (_bytes - bytes, _records - 1);
    }

    private void Move(Action change)
    {
        TaskCompletionSource moved;
        lock (_gate)
        {
            change();
            Moves++;
            (moved, _moved) = (_moved, NewSignal());
        }
        moved.SetResult();
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
