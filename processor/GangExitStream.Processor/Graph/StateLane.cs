using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Sessions;

namespace GangExitStream.Processor.Graph;

/// <summary>
/// Owns all state: decoded records in, epochs out. Single-threaded, in the order of the input. One lane is enough: it detects some
/// 20 M events/s, more than one broker delivers; several instances share the partitions.
/// </summary>
internal sealed class StateLane(ProcessorOptions options, TimeProvider time, ProcessorMetrics metrics)
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<int, SessionStore> _stores = [];
    private readonly Queue<SessionStore> _unwritten = []; // stores whose changes the ending epoch has not written yet
    private long _epochStarted = time.GetTimestamp();
    private long _swept = time.GetTimestamp();

    /// <summary>The epoch that is being filled.</summary>
    public Epoch Current { get; private set; } = new();

    /// <summary>The current part is large enough to be written.</summary>
    public bool IsPartFull => Current.Part.IsFull(options);

    /// <summary>Begins the next epoch; the previous one belongs to the commit step.</summary>
    public void Begin(Epoch empty) => (Current, _epochStarted) = (empty, time.GetTimestamp());

    /// <summary>Processes a chunk, and returns whether the epoch has to end now.</summary>
    public EpochEnd Process(RecordChunk chunk)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < chunk.Count; i++)
            Process(chunk.Records[i], chunk.Decoded[i], now);
        if (Execute(chunk.Order) || Current.Length >= options.MaxEpochBytes)
            return EpochEnd.Must;
        return IsDue() ? EpochEnd.May : EpochEnd.Not;
    }

    /// <summary>Starts the end of the epoch; call <see cref="WriteChanges"/> afterwards until it returns true.</summary>
    public void BeginEnd()
    {
        Sweep(time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var store in _stores.Values)
            _unwritten.Enqueue(store);
    }

    /// <summary>Writes changed windows and states. False: the part is full; call again with an empty one.</summary>
    public bool WriteChanges()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (; _unwritten.TryPeek(out var store); _unwritten.Dequeue())
        {
            if (!store.WriteChanges(now, Current))
                return false;
        }
        metrics.Vms = _stores.Values.Sum(static store => store.Count);
        return true;
    }

    /// <summary>Forgets the state of partitions that were released; their last epoch must have been sent to the commit step.</summary>
    public void Drop(IEnumerable<int> partitions)
    {
        foreach (var partition in partitions)
            _stores.Remove(partition);
        metrics.Vms = _stores.Values.Sum(static store => store.Count);
    }

    private void Process(in RawRecord record, DecodedRecord decoded, long nowMs)
    {
        if (!_stores.TryGetValue(record.Partition, out var store))
            return; // fetched before the partition was revoked; its new owner reads the record again
        Current.StartedAt ??= time.GetTimestamp();
        store.Passed(record.Offset, Current);
        if (decoded.Rejection is { } reason)
        {
            var letter = new DeadLetter(reason, record.Partition, record.Unreadable?.FirstOffset ?? record.Offset) { LastOffset = record.Offset };
            Current.AddDeadLetter(letter, record.Key.Span, record.Value.Span, options.DeadLetterBytes);
            return;
        }
        var batch = decoded.Batch;
        var session = store.Touch(new VmKey(batch.Host, batch.Source, batch.Tgid), nowMs);
        var (duplicates, gaps, lost) = (session.Duplicates, session.Gaps, session.Lost);
        session.Apply(batch, decoded.Events.Events, record.Partition, Current);
        ref var counts = ref Current.Counts;
        counts.Batches++;
        counts.Events += decoded.Events.Count;
        counts.Duplicates += session.Duplicates - duplicates;
        counts.Gaps += session.Gaps - gaps;
        counts.Lost += session.Lost - lost;
    }

    /// <summary>Executes the chunk's order, if any. True: the epoch must end now.</summary>
    private bool Execute(LaneOrder? order)
    {
        switch (order)
        {
            case LaneOrder.Adopt adopt:
                _stores[adopt.Store.Partition] = adopt.Store;
                return false;
            case LaneOrder.Release release:
                Current.Waiters.Add(release.Waiter);
                return true;
            default:
                return false;
        }
    }

    private bool IsDue() =>
        (!Current.IsEmpty && time.GetElapsedTime(_epochStarted) >= options.CommitInterval)
        || time.GetElapsedTime(_swept) >= SweepInterval;

    private void Sweep(long nowMs)
    {
        if (time.GetElapsedTime(_swept) < SweepInterval)
            return;
        var isDone = true;
        foreach (var store in _stores.Values)
            isDone &= store.Sweep(nowMs, Current);
        if (isDone)
            _swept = time.GetTimestamp(); // otherwise the next epoch continues the sweep
    }
}
