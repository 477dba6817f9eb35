namespace GangExitStream.Traces.Ordering;

/// <summary>Ascending events [Start, End) of a block that are pending; those of a run follow each other.</summary>
internal struct Stretch
{
    public EventBlock Block;
    public int Start;
    public int End;

    /// <summary>Of what is pending; it saves a look at events that aren't in the cache.</summary>
    public long FirstTime;

    /// <summary>The stretch that goes on with this one's run; -1: none so far.</summary>
    public int Next;

    /// <summary>The stretch that this one goes on with; -1: none, or it is forgotten.</summary>
    public int Previous;

    public readonly bool IsEmpty => Start == End;

    public readonly ReadOnlySpan<KvmEvent> Pending => Block.Events[Start..End];

    /// <summary>Number of pending events up to that time.</summary>
    public readonly int CountUpTo(long time)
    {
        var pending = Pending;
        if (pending[^1].TimeNs <= time)
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
