using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Sessions;

namespace GangExitStream.Processor.Graph;

/// <summary>
/// The one lane that has state: decoded records in, epochs out. Single-threaded, in the order of the input; time is told, never
/// asked for. (One lane detects some 20 M events/s, more than one broker delivers; instances share the rest.)
/// </summary>
internal sealed class StateLane(ProcessorOptions options, TimeProvider time, ProcessorMetrics metrics)
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<int, SessionStore> _stores = [];
    private readonly Queue<SessionStore> _unwritten = []; // of the epoch that ends
    private long _epochStarted = time.GetTimestamp();
    private long _swept = time.GetTimestamp();

    /// <summary>The epoch that is being filled.</summary>
    public Epoch Current { get; private set; } = new();

    /// <summary>The part that is being filled has enough to be written.</summary>
    public bool IsPartFull => Current.Part.IsFull(options);

    /// <summary>Begins another epoch: the one before is the committer's now.</summary>
    public void Begin(Epoch empty) => (Current, _epochStarted) = (empty, time.GetTimestamp());

    /// <summary>Takes a chunk in, and says whether the epoch is to end now.</summary>
    public EpochEnd Take(RecordChunk chunk)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < chunk.Count; i++)
            Take(chunk.Records[i], chunk.Decoded[i], now);
        if (Follow(chunk.Order) || Current.Length >= options.MaxEpochBytes)
            return EpochEnd.Must;
        return IsDue() ? EpochEnd.May : EpochEnd.Not;
    }

    /// <summary>Begins to end the epoch: <see cref="WriteChanges"/> is to be called until it has written all.</summary>
    public void BeginEnd()
    {
        Sweep(time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var store in _stores.Values)
            _unwritten.Enqueue(store);
    }

    /// <summary>Writes changed windows and states. False where the part is full: to be called again with another one.</summary>
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

    /// <summary>Behind a commit: partitions that are to go.</summary>
    public void Drop(IEnumerable<int> partitions)
    {
        foreach (var partition in partitions)
            _stores.Remove(partition);
        metrics.Vms = _stores.Values.Sum(static store => store.Count);
    }

    private void Take(in RawRecord record, DecodedRecord decoded, long nowMs)
    {
        if (!_stores.TryGetValue(record.Partition, out var store))
            return; // fetched before the partition was given up: whoever has it now reads it again
        Current.StartedAt ??= time.GetTimestamp();
        store.Passed(record.Offset, Current);
        if (decoded.Rejection is { } reason)
        {
            Current.AddDeadLetter(new DeadLetter(reason, record.Partition, record.Unreadable?.FirstOffset ?? record.Offset) { LastOffset = record.Offset }, record.Key.Span, record.Value.Span);
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

    private bool Follow(LaneOrder? order)
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
            _swept = time.GetTimestamp(); // else the next epoch goes on with it
    }
}
