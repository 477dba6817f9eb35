using GangExitStream.Traces.Ordering.Runs;

namespace GangExitStream.Traces.Ordering.ByVm;

/// <summary>
/// Merges two runs in order within each VM only. Each run is divided into segments, consecutive events of one VM. If the next segments of both runs are of
/// different VMs, the one that ends first is returned as a whole: the other run has only later events of its VM. If they are of the same VM, they are merged
/// by time. So are events whose order between VMs matters (<see cref="VmSegment.Of"/>).
/// </summary>
internal sealed class VmPairMerge(PendingRuns pending, VmOfThread threads)
{
    private VmSegment _left = VmSegment.None;
    private VmSegment _right = VmSegment.None;

    /// <summary>The largest time of all events that were returned.</summary>
    public long LargestTime { get; private set; } = long.MinValue;

    /// <summary>Forgets the segments: stretches have new numbers. All events up to the last limit must have been returned.</summary>
    public void Reset() => (_left, _right) = (VmSegment.None, VmSegment.None);

    /// <summary>Returns at least one event. There must be two runs, and the earliest pending event must be within the limit.</summary>
    public int Drain(Span<KvmEvent> events, long limit)
    {
        var (a, b) = pending.Heads.Pair; // a is first in the file, so its event goes first when times are equal
        if (_left.Stretch == b || _right.Stretch == a)
            (_left, _right) = (_right, _left);
        var (fromA, fromB) = (0, 0);
        while (fromA + fromB < events.Length)
        {
            var left = Find(ref _left, a, fromA, limit);
            var right = Find(ref _right, b, fromB, limit);
            if (left.IsEmpty && right.IsEmpty)
                break;
            var (moreA, moreB) = Take(left, right, events[(fromA + fromB)..]);
            (fromA, fromB) = (fromA + moreA, fromB + moreB);
            if (IsAtEnd(a, fromA) || IsAtEnd(b, fromB))
                break; // the run may go on in another stretch
        }
        pending.Advance(a, fromA, b, fromB);
        return fromA + fromB;
    }

    /// <summary>The rest of the run's segment, up to the limit; a new segment if it has been returned.</summary>
    private PendingSpan Find(ref VmSegment segment, int index, int taken, long limit)
    {
        ref readonly var stretch = ref pending.Stretches[index];
        var start = stretch.Start + taken;
        if (segment.Stretch != index || segment.End <= start)
            segment = VmSegment.Of(stretch, index, start, limit, threads);
        return stretch.Block.Whole[start..Math.Max(start, segment.End)];
    }

    private bool IsAtEnd(int stretch, int taken) => pending.Stretches[stretch].Start + taken == pending.Stretches[stretch].End;

    private (int FromLeft, int FromRight) Take(PendingSpan left, PendingSpan right, Span<KvmEvent> events)
    {
        if (!left.IsEmpty && !right.IsEmpty && !_left.IsOfOtherVm(_right))
            return TakeByTime(left, right, events);
        var isLeft = right.IsEmpty || (!left.IsEmpty && left[^1].TimeNs <= right[^1].TimeNs);
        var taken = isLeft ? left : right;
        taken = taken[..Math.Min(taken.Length, events.Length)];
        taken.CopyTo(events);
        LargestTime = Math.Max(LargestTime, taken[^1].TimeNs);
        return isLeft ? (taken.Length, 0) : (0, taken.Length);
    }

    private (int FromLeft, int FromRight) TakeByTime(PendingSpan left, PendingSpan right, Span<KvmEvent> events)
    {
        var (fromLeft, fromRight) = PairMerge.Merge(left, right, long.MaxValue, events);
        LargestTime = Math.Max(LargestTime, events[fromLeft + fromRight - 1].TimeNs);
        return (fromLeft, fromRight);
    }
}
