using GangExitStream.Schemas.Records;

namespace GangExitStream.Producer.Batching;

/// <summary>The closed batches of a source, oldest first. A batch gets its sequence number when it is taken, because it may still be dropped.</summary>
internal sealed class ClosedBatches(SourceIdentity source, EventArrays arrays)
{
    private readonly Queue<ClosedBatch> _closed = new();
    private readonly BatchArray _onlyLoss = new(1);
    private BatchArray? _taken; // array of the batch that the caller has

    public int Count => _closed.Count;

    /// <summary>Events that were dropped.</summary>
    public long Dropped { get; private set; }

    /// <summary>Wall time = trace time + this, for batches that are taken from now on.</summary>
    public long? WallClockOffsetNs { get; set; } = source.WallClockOffsetNs;

    public void Add(ClosedBatch batch) => _closed.Enqueue(batch);

    /// <summary>Takes the oldest batch. Its events are valid until <see cref="ReturnTaken"/>.</summary>
    public bool TryTake(out VmBatch batch)
    {
        ReturnTaken();
        batch = default;
        if (!_closed.TryDequeue(out var closed))
            return false;
        _taken = closed.Array;
        batch = WithDroppedReported(closed);
        closed.Vm.NextSequence += batch.Events.Length;
        return true;
    }

    /// <summary>Drops the events of the oldest batch; the VM's next batch reports them as lost. An end-of-source mark is kept.</summary>
    public void DropOldest()
    {
        if (!_closed.TryDequeue(out var closed))
            return;
        foreach (ref readonly var e in closed.Events)
            closed.Vm.Dropped += e.Kind == KvmEventKind.Lost ? e.LostCount : 1;
        Dropped += closed.Count;
        if (closed.Array is { } array)
            arrays.Return(array);
        if (closed.EndOfSource)
            _closed.Enqueue(closed with { Array = null, Count = 0 });
    }

    /// <summary>The caller no longer uses the batch that it took: its array can be reused.</summary>
    public void ReturnTaken()
    {
        if (_taken is { } array)
            arrays.Return(array);
        _taken = null;
    }

    private VmBatch WithDroppedReported(in ClosedBatch closed)
    {
        if (closed.Vm.Dropped == 0)
            return closed.Array is { } events ? BatchOf(closed, events, 1, closed.Count) : new VmBatch(HeaderOf(closed, default), default);
        var array = closed.Array ?? _onlyLoss;
        array.Events[0] = KvmEvent.Lost(closed.Count > 0 ? array.Events[1].TimeNs : closed.Vm.LastTimeNs, KvmEvent.Unknown, closed.Vm.Dropped);
        closed.Vm.Dropped = 0;
        return BatchOf(closed, array, 0, closed.Count + 1);
    }

    private VmBatch BatchOf(in ClosedBatch closed, BatchArray array, int index, int count)
    {
        var events = array.Events.AsMemory(index, count);
        return new VmBatch(HeaderOf(closed, events.Span), events, array.GuestNs(index, count));
    }

    private KvmHvEventBatch HeaderOf(in ClosedBatch closed, ReadOnlySpan<KvmEvent> events) => new()
    {
        Host = source.Host,
        Source = source.Source,
        Tgid = closed.Vm.Tgid,
        FirstSequence = closed.Vm.NextSequence,
        BaseTimeNs = events.IsEmpty ? closed.Vm.LastTimeNs : events[0].TimeNs,
        WallClockOffsetNs = WallClockOffsetNs,
        EndOfSource = closed.EndOfSource,
        Vm = closed.Vm.Name,
    };
}
