using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Ordering.Runs;

/// <summary>
/// The pending events, in the blocks where they were decoded: stretches of blocks, linked to ascending runs (about one for each CPU). A block returns
/// to the decoder when all its events have been returned to the caller.
/// </summary>
internal sealed class PendingRuns(Action<EventBlock>? returnBlock)
{
    private const int CompactFrom = 64;

    private readonly List<Stretch> _stretches = []; // in file order
    private readonly RunTails _tails = new();
    private readonly List<EventBlock> _usedUp = []; // blocks of the stretches that the current batch has emptied, one for each stretch
    private int _empty; // number of empty stretches

    /// <summary>The first pending event of each run.</summary>
    public RunHeap Heads { get; } = new();

    /// <summary>Whether there are at most two runs: these are merged directly, which is faster than to sort them or to split them by VM.</summary>
    public bool AreMergedDirectly => Heads.Count <= 2;

    /// <summary>Blocks that are held.</summary>
    public int Blocks { get; private set; }

    /// <summary>Stretches in file order. Some may be empty.</summary>
    public Span<Stretch> Stretches => CollectionsMarshal.AsSpan(_stretches);

    /// <summary>Whether an event up to that time is pending.</summary>
    public bool HasUpTo(long time) => !Heads.IsEmpty && Heads.Top.Time <= time;

    /// <summary>Takes a block; returns how many of its events are earlier than <paramref name="lastEmitted"/>.</summary>
    public long Append(EventBlock block, long lastEmitted)
    {
        Compact();
        Blocks++;
        block.Pending = block.Stretches + 1; // one more, so that the block is not returned within this method
        var late = 0;
        for (var i = 0; i < block.Stretches; i++)
        {
            var (start, length) = block.Stretch(i).GetOffsetAndLength(block.Events.Length);
            var events = block.Events.Slice(start, length);
            Append(new Stretch { Block = block, Start = start, End = start + length, FirstTime = events[0].TimeNs }, events[^1].TimeNs);
            for (var at = 0; at < length && events[at].TimeNs < lastEmitted; at++)
                late++;
        }
        Finished(block);
        return late;
    }

    /// <summary>Takes events from the front of a run. False: the run has no more, for now.</summary>
    /// <param name="index">The run's first stretch with events; afterwards the one that is first then.</param>
    /// <param name="taken">Number of events to take.</param>
    /// <param name="time">The time of the next event.</param>
    public bool TryAdvance(ref int index, int taken, out long time)
    {
        ref var stretch = ref Stretches[index];
        stretch.Take(taken);
        time = stretch.FirstTime;
        if (!stretch.IsEmpty)
            return true;
        _empty++;
        Finished(stretch.Block);
        if (stretch.Next < 0)
            return false;
        index = stretch.Next;
        time = Stretches[index].FirstTime;
        return true;
    }

    /// <summary>Takes events from the front of both runs, when there are two.</summary>
    public void Advance(int left, int fromLeft, int right, int fromRight)
    {
        Heads.Clear();
        if (TryAdvance(ref left, fromLeft, out var time))
            Heads.Add(new RunHead(time, left));
        if (TryAdvance(ref right, fromRight, out time))
            Heads.Add(new RunHead(time, right));
    }

    /// <summary>Takes a stretch's first events into a batch. Their block is held until <see cref="ReleaseBatch"/>.</summary>
    public void TakeIntoBatch(int index, int count)
    {
        ref var stretch = ref Stretches[index];
        stretch.Take(count);
        if (!stretch.IsEmpty)
            return;
        _usedUp.Add(stretch.Block);
        _empty++;
    }

    /// <summary>A stretch's events from that place in its block on are pending again.</summary>
    public void PutBackFromBatch(int index, int place)
    {
        ref var stretch = ref Stretches[index];
        if (stretch.IsEmpty && _usedUp.Remove(stretch.Block))
            _empty--;
        stretch.PutBackTo(Math.Min(stretch.Start, place));
    }

    /// <summary>The batch's events have been returned, or put back.</summary>
    public void ReleaseBatch()
    {
        foreach (var block in _usedUp)
            Finished(block);
        _usedUp.Clear();
    }

    /// <summary>Finds the first stretch with events of each run. To be called after a batch was taken, and after one was put back.</summary>
    public void FindHeads()
    {
        Heads.Clear();
        var stretches = Stretches;
        for (var i = 0; i < stretches.Length; i++)
        {
            ref readonly var stretch = ref stretches[i];
            if (!stretch.IsEmpty && (stretch.Previous < 0 || stretches[stretch.Previous].IsEmpty))
                Heads.Add(new RunHead(stretch.FirstTime, i));
        }
    }

    private void Append(Stretch stretch, long lastTime)
    {
        var index = _stretches.Count;
        var previous = _tails.Continue(index, stretch.FirstTime, lastTime);
        if (previous >= 0)
            Stretches[previous].Next = index;
        if (previous < 0 || _stretches[previous].IsEmpty)
            Heads.Add(new RunHead(stretch.FirstTime, index));
        _stretches.Add(stretch with { Previous = previous, Next = -1 });
    }

    private void Finished(EventBlock block)
    {
        if (--block.Pending > 0)
            return;
        Blocks--;
        returnBlock?.Invoke(block);
    }

    /// <summary>Removes the empty stretches when they are more than half.</summary>
    private void Compact()
    {
        if (_empty < CompactFrom || _empty * 2 < _stretches.Count)
            return;
        var numbers = new int[_stretches.Count];
        var kept = 0;
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = _stretches[i].IsEmpty ? -1 : kept++;
        foreach (ref var stretch in Stretches)
        {
            stretch.Next = stretch.Next < 0 ? -1 : numbers[stretch.Next];
            stretch.Previous = stretch.Previous < 0 ? -1 : numbers[stretch.Previous];
        }
        _tails.Renumber(numbers);
        _stretches.RemoveAll(static stretch => stretch.IsEmpty);
        _empty = 0;
        FindHeads();
    }
}
