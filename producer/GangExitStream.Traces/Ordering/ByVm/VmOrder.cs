using GangExitStream.Traces.Ordering.Runs;

namespace GangExitStream.Traces.Ordering.ByVm;

/// <summary>Returns batches of pending events in time order within each VM only, if VMs can be separated.</summary>
internal sealed class VmOrder(PendingRuns pending, VmOfThread threads, BatchSpan span)
{
    private readonly VmBatch _batch = new(threads);
    private readonly List<int> _counts = []; // events of the next batch, by stretch
    private long _batchEnd; // no event of the batch is later

    /// <summary>Whether a batch, or the rest of one, has not been returned.</summary>
    public bool HasBatch => !_batch.IsEmpty;

    /// <summary>The largest time in the last batch.</summary>
    public long LargestTime { get; private set; } = long.MinValue;

    /// <summary>Events up to this time must be returned in time order, because their batch could not be split by VM.</summary>
    public long OnlyByTimeUpTo { get; private set; } = long.MinValue;

    /// <summary>Takes the next batch up to the limit; if it can't be split by VM, sets <see cref="OnlyByTimeUpTo"/> instead.</summary>
    public void Fill(long limit)
    {
        var end = span.End(pending.Heads.Top.Time, limit);
        var canSplit = TryAdd(end, out var count);
        span.Adapt(count);
        if (!canSplit)
        {
            _batch.Clear();
            OnlyByTimeUpTo = threads.CanSeparate ? end : long.MaxValue;
            return;
        }
        for (var i = 0; i < _counts.Count; i++)
        {
            if (_counts[i] == 0)
                continue;
            LargestTime = Math.Max(LargestTime, pending.Stretches[i].Pending[_counts[i] - 1].TimeNs);
            pending.TakeIntoBatch(i, _counts[i]);
        }
        pending.FindHeads();
        _batch.Begin();
        _batchEnd = end;
    }

    /// <summary>Returns the next events of the batch.</summary>
    public int Drain(Span<KvmEvent> events)
    {
        var written = _batch.Drain(pending.Stretches, _batchEnd, events);
        if (_batch.IsEmpty)
            pending.ReleaseBatch();
        return written;
    }

    private bool TryAdd(long end, out int count)
    {
        _counts.Clear();
        count = 0;
        var stretches = pending.Stretches;
        var all = stretches.Length <= SortedBatch.MaxStretches;
        for (var i = 0; i < stretches.Length; i++)
        {
            ref readonly var stretch = ref stretches[i];
            _counts.Add(stretch.IsEmpty || stretch.FirstTime > end ? 0 : stretch.CountUpTo(end));
            count += _counts[i];
            if (_counts[i] == 0)
                continue;
            var added = _batch.TryAdd(i, stretch.Start, stretch.Pending[.._counts[i]]);
            all &= added && !stretch.Block.HasOthers;
        }
        return all && _batch.IsUseful;
    }
}
