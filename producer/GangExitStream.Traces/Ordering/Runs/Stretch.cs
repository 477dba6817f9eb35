namespace GangExitStream.Traces.Ordering.Runs;

/// <summary>Pending events [Start, End) of a block, with ascending times. Stretches are linked to runs.</summary>
internal struct Stretch
{
    public EventBlock Block;
    public int Start;
    public int End;

    /// <summary>Time of the first pending event: a copy, because the events may not be in the cache.</summary>
    public long FirstTime;

    /// <summary>Number of the stretch that continues the run; -1: none so far.</summary>
    public int Next;

    /// <summary>Number of the stretch that this one continues; -1: none, or it was removed because it is empty.</summary>
    public int Previous;

    public readonly bool IsEmpty => Start == End;

    public readonly ReadOnlySpan<PendingEvent> Pending => Block.Events[Start..End];

    /// <summary>The same with their registers.</summary>
    public readonly PendingSpan Whole => Block.Whole[Start..End];

    /// <summary>Number of pending events up to that time.</summary>
    public readonly int CountUpTo(long time) => CountUpTo(Pending, time);

    /// <summary>Number of events up to that time; their times ascend.</summary>
    public static int CountUpTo(ReadOnlySpan<PendingEvent> pending, long time)
    {
        if (pending.IsEmpty || pending[^1].TimeNs <= time)
            return pending.Length;
        var (least, most) = (0, pending.Length - 1); // the answer lies between
        while (least < most)
        {
            var middle = (least + most) >>> 1;
            if (pending[middle].TimeNs <= time)
                least = middle + 1;
            else
                most = middle;
        }
        return least;
    }

    public void Take(int count) => PutBackTo(Start + count);

    public void PutBackTo(int start)
    {
        Start = start;
        if (!IsEmpty)
            FirstTime = Block.At(start).TimeNs;
    }
}
