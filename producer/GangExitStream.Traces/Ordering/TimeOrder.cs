using GangExitStream.Traces.Ordering.Runs;

namespace GangExitStream.Traces.Ordering;

/// <summary>Returns pending events in time order: one or two runs are merged, more are sorted in batches.</summary>
internal sealed class TimeOrder(PendingRuns pending, BatchSpan span)
{
    private readonly RunMerge _merge = new(pending);
    private readonly SortedBatch _batch = new(); // taken from the runs, sorted, and not returned yet

    /// <summary>Whether a batch has been returned in part.</summary>
    public bool HasBatch => !_batch.IsEmpty;

    /// <summary>The time of the earliest pending event; the largest of all when there is none.</summary>
    public long FirstTime => Math.Min(_batch.IsEmpty ? long.MaxValue : _batch.FirstTime, pending.Heads.IsEmpty ? long.MaxValue : pending.Heads.Top.Time);

    /// <summary>Returns the next events up to the limit.</summary>
    public int Drain(Span<KvmEvent> events, long limit)
    {
        var written = DrainBatch(events, limit);
        while (written < events.Length && _batch.IsEmpty && pending.HasUpTo(limit))
            written += DrainRuns(events[written..], limit);
        return written;
    }

    /// <summary>Events that come next may be earlier than the batch's: puts the rest of the batch back.</summary>
    public void PutBack()
    {
        if (_batch.IsEmpty)
            return;
        foreach (var key in _batch.Keys)
            pending.PutBackFromBatch(SortedBatch.StretchOf(key), SortedBatch.PlaceOf(key));
        _batch.Take(_batch.Count);
        pending.ReleaseBatch();
        pending.FindHeads();
    }

    private int DrainRuns(Span<KvmEvent> events, long limit)
    {
        if (pending.AreMergedDirectly || pending.Stretches.Length > SortedBatch.MaxStretches)
            return _merge.Drain(events, limit);
        FillBatch(limit);
        return DrainBatch(events, limit);
    }

    private void FillBatch(long limit)
    {
        var first = pending.Heads.Top.Time;
        var end = span.End(first, limit);
        _batch.Begin(first);
        var stretches = pending.Stretches;
        for (var i = 0; i < stretches.Length; i++)
        {
            ref readonly var stretch = ref stretches[i];
            if (!stretch.IsEmpty && stretch.FirstTime <= end)
                pending.TakeIntoBatch(i, _batch.Add(i, stretch.Start, stretch.Pending, end));
        }
        pending.FindHeads();
        _batch.Sort(end);
        span.Adapt(_batch.Count);
    }

    private int DrainBatch(Span<KvmEvent> events, long limit)
    {
        var keys = _batch.Keys;
        keys = keys[..Math.Min(keys.Length, events.Length)];
        while (!keys.IsEmpty && _batch.TimeOf(keys[^1]) > limit) // the batch was filled under a later limit
            keys = keys[..^1];
        if (keys.IsEmpty)
            return 0;
        var count = keys.Length;
        _batch.Gather(pending.Stretches, events[..count]);
        if (_batch.IsEmpty)
            pending.ReleaseBatch();
        return count;
    }
}
