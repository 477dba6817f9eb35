namespace GangExitStream.Traces.Ordering.Runs;

/// <summary>Merges runs without sorting: two runs event by event; else the earliest run up to where another one has an earlier event.</summary>
internal sealed class RunMerge(PendingRuns pending)
{
    /// <summary>Returns at least one event. The earliest pending event must be within the limit.</summary>
    public int Drain(Span<KvmEvent> events, long limit) => pending.Heads.Count == 2 ? DrainPair(events, limit) : DrainTop(events, limit);

    private int DrainPair(Span<KvmEvent> events, long limit)
    {
        var (a, b) = pending.Heads.Pair; // a is first in the file, so its event goes first when times are equal
        var (fromA, fromB) = PairMerge.Merge(pending.Stretches[a].Whole, pending.Stretches[b].Whole, limit, events);
        pending.Advance(a, fromA, b, fromB);
        return fromA + fromB;
    }

    private int DrainTop(Span<KvmEvent> events, long limit)
    {
        var top = pending.Heads.Top;
        var stretch = top.Run;
        var taken = CopyUpTo(Math.Min(limit, StopOf(top)), pending.Stretches[stretch].Whole, events);
        if (pending.TryAdvance(ref stretch, taken, out var time))
            pending.Heads.ReplaceTop(new RunHead(time, stretch));
        else
            pending.Heads.RemoveTop();
        return taken;
    }

    /// <summary>Up to which time the earliest run goes first. When times are equal, the run that is first in the file goes first.</summary>
    private long StopOf(RunHead top)
    {
        if (!pending.Heads.TryGetSecond(out var second))
            return long.MaxValue;
        return top.Run < second.Run ? second.Time : second.Time - 1;
    }

    /// <summary>Copies the first event, which is the earliest of all, and those that follow up to that time.</summary>
    private static int CopyUpTo(long stop, PendingSpan source, Span<KvmEvent> events)
    {
        var most = Math.Min(source.Length, events.Length);
        var taken = 0;
        do
            source.CopyTo(taken, out events[taken]);
        while (++taken < most && source[taken].TimeNs <= stop);
        return taken;
    }
}
