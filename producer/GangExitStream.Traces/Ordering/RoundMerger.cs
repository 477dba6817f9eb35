using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Ordering;

/// <summary>
/// Puts a recording's events into time order as perf does (tools/perf/util/ordered-events.c): the end of a round lets out
/// everything up to the largest time of the round before; ties keep file order. perf writes a round CPU by CPU, so what is
/// pending is ascending runs: two are merged, more are sorted in batches (<see cref="SortedBatch"/>). A run lies where it was decoded,
/// as one or more stretches of blocks that follow each other; a block goes back to the decoder when all of it has been let out.
/// </summary>
internal sealed class RoundMerger(Action<EventBlock>? giveBack = null, int maxBlocks = RoundMerger.DefaultMaxBlocks)
{
    /// <summary>Two rounds of 160 full 512 KiB buffers are 1.6 M events; 2 M of 48 bytes are 96 MB.</summary>
    public const int DefaultMaxBlocks = (2 << 20) / EventBlock.Capacity;

    private const int CompactFrom = 64;

    /// <summary>About so many events are sorted at a time: their numbers stay in the second-level cache.</summary>
    private const int BatchEvents = 1 << 14;

    private readonly RunHeap _heads = new();
    private readonly List<Stretch> _stretches = []; // in file order
    private readonly SortedBatch _sorted = new(); // taken from their stretches, and not yet let out
    private readonly VmBatch _byVm = new(); // the same, for order within VMs only
    private readonly List<EventBlock> _usedUp = []; // by what is sorted: one a stretch
    private readonly List<int> _counts = []; // events of the next batch, by stretch
    private long _byVmUpTo; // largest time in that batch, at most
    private long _plainUpTo = long.MinValue; // events up to this time must be ordered by time, not by VM
    private long _spanNs = 1 << 20; // of a batch
    private int _finished; // of the stretches
    private int _blocks; // held
    private readonly List<RunHead> _tails = []; // of each run: its last event's time, and its last stretch; the latest first
    private long _largest;
    private long _largestOfRoundBefore;
    private long _limit = long.MinValue;
    private long _lastEmitted = long.MinValue;

    /// <summary>Events that came after a later one had been let out.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Too many blocks are held.</summary>
    public bool IsFull => _blocks >= maxBlocks;

    /// <summary>Up to which time events may go.</summary>
    public long Limit => _limit;

    /// <summary>The time of the earliest pending event; the largest of all where there is none.</summary>
    public long FirstTime => Math.Min(_sorted.IsEmpty ? long.MaxValue : _sorted.FirstTime, _heads.IsEmpty ? long.MaxValue : _heads.Top.Time);

    /// <summary>
    /// False where too many blocks are held: then the older half of the events (by time) is let out, as perf does when its
    /// memory is used up; drain, and ask again.
    /// </summary>
    public bool TryMakeRoom()
    {
        if (!IsFull)
            return true;
        var oldest = Math.Min(_largest, FirstTime);
        _limit = Math.Max(_limit, oldest + (_largest - oldest) / 2);
        return false;
    }

    /// <summary>Takes the next block, in file order; there must be room, and <see cref="DrainByVm"/> must have handed out what may go.</summary>
    public void Append(EventBlock block)
    {
        PutBackSorted();
        Compact();
        _largest = Math.Max(_largest, block.LargestTime);
        _blocks++;
        block.Pending = block.Stretches + 1; // one more, so that it stays while it is taken in
        for (var i = 0; i < block.Stretches; i++)
            Append(block, block.Stretch(i));
        Finished(block);
    }

    /// <summary>A round ended: events up to the largest time of the round before may go.</summary>
    public void EndRound()
    {
        _limit = Math.Max(_limit, _largestOfRoundBefore);
        _largestOfRoundBefore = _largest;
    }

    /// <summary>Events up to that time may go: nothing before it will come.</summary>
    public void AllowUpTo(long time) => _limit = Math.Max(_limit, time);

    /// <summary>An event of that time was let out from elsewhere.</summary>
    public void LetOut(long time) => _lastEmitted = Math.Max(_lastEmitted, time);

    /// <summary>The recording ended: everything may go.</summary>
    public void EndAll() => _limit = long.MaxValue;

    /// <summary>Hands out the next events that may go, in order. 0: none may, for now.</summary>
    public int Drain(Span<KvmEvent> events)
    {
        var written = DrainSorted(events);
        while (written < events.Length && _sorted.IsEmpty && !_heads.IsEmpty && _heads.Top.Time <= _limit)
            written += DrainHeads(events[written..]);
        return written;
    }

    /// <summary>The same, but ordered within each VM only. Batches that can't be split by VM are ordered by time.</summary>
    public int DrainByVm(Span<KvmEvent> events)
    {
        var written = 0;
        while (written < events.Length)
        {
            if (_byVm.IsEmpty && _heads.Count > 2 && FirstTime > _plainUpTo && _heads.Top.Time <= _limit)
                TakeByVm();
            var taken = _byVm.IsEmpty ? DrainUpTo(_heads.Count > 2 ? _plainUpTo : long.MaxValue, events[written..]) : DrainBatch(events[written..]);
            if (taken == 0)
                break;
            written += taken;
        }
        return written;
    }

    private int DrainBatch(Span<KvmEvent> events)
    {
        var written = _byVm.Drain(CollectionsMarshal.AsSpan(_stretches), _byVmUpTo, events);
        if (_byVm.IsEmpty)
            ReleaseUsedUp();
        return written;
    }

    private int DrainHeads(Span<KvmEvent> events)
    {
        if (_heads.Count == 2)
            return DrainPair(events);
        if (_heads.Count == 1 || _stretches.Count > SortedBatch.MaxStretches)
            return DrainTop(events);
        SortNext();
        return DrainSorted(events);
    }

    /// <summary>The same, of the events before that time.</summary>
    public int DrainBefore(long time, Span<KvmEvent> events) => DrainUpTo(time == long.MinValue ? time : time - 1, events);

    private int DrainUpTo(long time, Span<KvmEvent> events)
    {
        var limit = _limit;
        _limit = Math.Min(limit, time);
        var written = Drain(events);
        _limit = limit;
        return written;
    }

    /// <summary>Hands over what is pending, in order, whether it may go or not, until it isn't wanted; it doesn't count as let out.</summary>
    public void MoveTo(Func<ReadOnlySpan<KvmEvent>, bool> take)
    {
        var (limit, lastEmitted) = (_limit, _lastEmitted);
        _limit = long.MaxValue;
        var events = new KvmEvent[EventBlock.Capacity];
        var wanted = true;
        for (int count; wanted && (count = Drain(events)) > 0;)
            wanted = take(events.AsSpan(0, count));
        (_limit, _lastEmitted) = (limit, lastEmitted);
    }

    /// <summary>Takes the next events from all runs, brings them into order, and leaves it at that.</summary>
    private void SortNext()
    {
        var upTo = NextUpTo();
        _sorted.Begin(_heads.Top.Time);
        var stretches = CollectionsMarshal.AsSpan(_stretches);
        for (var i = 0; i < stretches.Length; i++)
        {
            ref var stretch = ref stretches[i];
            if (stretch.IsEmpty || stretch.FirstTime > upTo)
                continue;
            TakeFrom(ref stretch, _sorted.Add(i, stretch.Start, stretch.Pending, upTo));
        }
        EndTaking();
        _sorted.Sort(upTo);
        AdaptSpan(_sorted.Count);
    }

    /// <summary>Takes the next batch from all runs and splits it by VM; if that isn't possible, <see cref="_plainUpTo"/> is set instead.</summary>
    private void TakeByVm()
    {
        var upTo = NextUpTo();
        var isOfUse = TryAddByVm(upTo, out var count);
        AdaptSpan(count);
        if (!isOfUse)
        {
            _byVm.Clear();
            _plainUpTo = _byVm.AreTold ? upTo : long.MaxValue;
            return;
        }
        var stretches = CollectionsMarshal.AsSpan(_stretches);
        for (var i = 0; i < stretches.Length; i++)
        {
            if (_counts[i] == 0)
                continue;
            _lastEmitted = Math.Max(_lastEmitted, stretches[i].Pending[_counts[i] - 1].TimeNs);
            TakeFrom(ref stretches[i], _counts[i]);
        }
        EndTaking();
        _byVm.Begin();
        _byVmUpTo = upTo;
    }

    /// <summary>Up to which time the next batch goes.</summary>
    private long NextUpTo() => Math.Min(_limit, _heads.Top.Time + Math.Min(_spanNs, long.MaxValue - _heads.Top.Time));

    /// <summary>The next batch's span, so that it has about <see cref="BatchEvents"/> events.</summary>
    private void AdaptSpan(int count) => _spanNs = Math.Clamp(_spanNs * 2 * BatchEvents / (BatchEvents + count), 1, SortedBatch.MaxSpanNs - 1);

    private void TakeFrom(ref Stretch stretch, int count)
    {
        stretch.Take(count);
        if (stretch.IsEmpty)
            _usedUp.Add(stretch.Block);
    }

    /// <summary>A batch has been taken from its stretches.</summary>
    private void EndTaking()
    {
        _finished += _usedUp.Count;
        FindHeads();
    }

    private bool TryAddByVm(long upTo, out int count)
    {
        _counts.Clear();
        count = 0;
        var all = _stretches.Count <= SortedBatch.MaxStretches;
        var stretches = CollectionsMarshal.AsSpan(_stretches);
        for (var i = 0; i < stretches.Length; i++)
        {
            ref readonly var stretch = ref stretches[i];
            _counts.Add(stretch.IsEmpty || stretch.FirstTime > upTo ? 0 : stretch.CountUpTo(upTo));
            count += _counts[i];
            if (_counts[i] == 0)
                continue;
            var added = _byVm.TryAdd(i, stretch.Start, stretch.Pending[.._counts[i]]);
            all &= added && !stretch.Block.HasOthers;
        }
        return all && _byVm.IsOfUse;
    }

    private int DrainSorted(Span<KvmEvent> events)
    {
        var keys = _sorted.Keys;
        keys = keys[..Math.Min(keys.Length, events.Length)];
        while (!keys.IsEmpty && _sorted.TimeOf(keys[^1]) > _limit) // of an earlier, later limit
            keys = keys[..^1];
        if (keys.IsEmpty)
            return 0;
        var count = keys.Length;
        _sorted.Gather(CollectionsMarshal.AsSpan(_stretches), events[..count]);
        _lastEmitted = Math.Max(_lastEmitted, events[count - 1].TimeNs);
        if (_sorted.IsEmpty)
            ReleaseUsedUp();
        return count;
    }

    private void ReleaseUsedUp()
    {
        foreach (var block in _usedUp)
            Finished(block);
        _usedUp.Clear();
    }

    /// <summary>What is sorted and not let out is its stretches' again: earlier events may come.</summary>
    private void PutBackSorted()
    {
        if (_sorted.IsEmpty)
            return;
        var stretches = CollectionsMarshal.AsSpan(_stretches);
        foreach (var key in _sorted.Keys)
        {
            ref var stretch = ref stretches[SortedBatch.StretchOf(key)];
            if (stretch.IsEmpty && _usedUp.Remove(stretch.Block))
                _finished--;
            stretch.PutBackTo(Math.Min(stretch.Start, SortedBatch.PlaceOf(key)));
        }
        _sorted.Take(_sorted.Count);
        ReleaseUsedUp();
        FindHeads();
    }

    /// <summary>
    /// Two runs (two busy CPUs, or what two rounds left of one) take turns every few events: they are merged up to the end of
    /// either's stretch, or of what may go, before the heap is asked again.
    /// </summary>
    private int DrainPair(Span<KvmEvent> events)
    {
        var (a, b) = _heads.Pair; // a stands first in the file, and so goes first on a tie
        var left = _stretches[a].Pending;
        var right = _stretches[b].Pending;
        var (fromLeft, fromRight) = PairMerge.Merge(left, right, _limit, events);
        var taken = fromLeft + fromRight;
        _lastEmitted = Math.Max(_lastEmitted, events[taken - 1].TimeNs);
        _heads.Clear();
        AddHead(a, fromLeft);
        AddHead(b, fromRight);
        return taken;
    }

    private void AddHead(int stretch, int taken)
    {
        if (TryAdvance(ref stretch, taken, out var time))
            _heads.Add(new RunHead(time, stretch));
    }

    /// <summary>Hands out the stretch of the earliest run up to where another run or the limit comes first.</summary>
    private int DrainTop(Span<KvmEvent> events)
    {
        var top = _heads.Top;
        var stretch = top.Run;
        var taken = CopyUpTo(StopOf(top), _stretches[stretch].Pending, events);
        if (TryAdvance(ref stretch, taken, out var time))
            _heads.ReplaceTop(new RunHead(time, stretch));
        else
            _heads.RemoveTop();
        return taken;
    }

    /// <summary>At least the first, which is the earliest of all.</summary>
    private int CopyUpTo(long stop, ReadOnlySpan<KvmEvent> source, Span<KvmEvent> events)
    {
        var most = Math.Min(source.Length, events.Length);
        var taken = 0;
        do
            events[taken] = source[taken];
        while (++taken < most && source[taken].TimeNs <= stop);
        _lastEmitted = Math.Max(_lastEmitted, source[taken - 1].TimeNs);
        return taken;
    }

    /// <summary>Up to which time the top run goes on. On a tie the run that stands first in the file goes first.</summary>
    private long StopOf(RunHead top) => _heads.TryGetSecond(out var second)
        ? Math.Min(_limit, top.Run < second.Run ? second.Time : second.Time - 1)
        : _limit;

    /// <summary>Moves a run on; where its stretch is used up, into the next one. False at the run's end, for now.</summary>
    private bool TryAdvance(ref int index, int taken, out long time)
    {
        ref var stretch = ref CollectionsMarshal.AsSpan(_stretches)[index];
        stretch.Take(taken);
        if (stretch.IsEmpty)
        {
            _finished++;
            Finished(stretch.Block);
            if (stretch.Next < 0)
            {
                time = 0;
                return false;
            }
            stretch = ref CollectionsMarshal.AsSpan(_stretches)[index = stretch.Next];
        }
        time = stretch.FirstTime;
        return true;
    }

    private void Append(EventBlock block, Range range)
    {
        var (start, length) = range.GetOffsetAndLength(block.Events.Length);
        var events = block.Events.Slice(start, length);
        var previous = TakeTail(events[0].TimeNs);
        AddTail(new RunHead(events[^1].TimeNs, _stretches.Count));
        if (previous >= 0)
            CollectionsMarshal.AsSpan(_stretches)[previous].Next = _stretches.Count;
        if (previous < 0 || _stretches[previous].IsEmpty)
            _heads.Add(new RunHead(events[0].TimeNs, _stretches.Count));
        _stretches.Add(new Stretch { Block = block, Start = start, End = start + length, FirstTime = events[0].TimeNs, Next = -1, Previous = previous });
        for (var i = 0; i < events.Length && events[i].TimeNs < _lastEmitted; i++)
            OutOfOrder++;
    }

    private int TakeTail(long time)
    {
        var at = TailAt(time);
        if (at == _tails.Count)
            return -1;
        var stretch = _tails[at].Run;
        _tails.RemoveAt(at);
        return stretch;
    }

    private void AddTail(RunHead tail)
    {
        if (_tails.Count == 1024)
            _tails.RemoveAt(_tails.Count - 1);
        _tails.Insert(TailAt(tail.Time), tail);
    }

    /// <summary>The run whose last event is the latest of those that are not after that time; else the place of a new run.</summary>
    private int TailAt(long time)
    {
        var (least, most) = (0, _tails.Count);
        while (least < most)
        {
            var middle = (least + most) >>> 1;
            if (_tails[middle].Time <= time)
                most = middle;
            else
                least = middle + 1;
        }
        return least;
    }

    private void Finished(EventBlock block)
    {
        if (--block.Pending > 0)
            return;
        _blocks--;
        giveBack?.Invoke(block);
    }

    /// <summary>Forgets the finished stretches once they are the most.</summary>
    private void Compact()
    {
        if (_finished < CompactFrom || _finished * 2 < _stretches.Count)
            return;
        var stretches = CollectionsMarshal.AsSpan(_stretches);
        var (kept, places) = (0, new int[stretches.Length]);
        for (var i = 0; i < stretches.Length; i++)
            places[i] = stretches[i].IsEmpty ? -1 : kept++;
        foreach (ref var stretch in stretches)
        {
            stretch.Next = stretch.Next < 0 ? -1 : places[stretch.Next];
            stretch.Previous = stretch.Previous < 0 ? -1 : places[stretch.Previous];
        }
        foreach (ref var tail in CollectionsMarshal.AsSpan(_tails))
            tail = new RunHead(tail.Time, places[tail.Run]);
        _tails.RemoveAll(static tail => tail.Run < 0);
        _stretches.RemoveAll(static stretch => stretch.IsEmpty);
        _finished = 0;
        FindHeads();
    }

    /// <summary>The first of each run's stretches that has events.</summary>
    private void FindHeads()
    {
        _heads.Clear();
        var stretches = CollectionsMarshal.AsSpan(_stretches);
        for (var i = 0; i < stretches.Length; i++)
        {
            ref readonly var stretch = ref stretches[i];
            if (!stretch.IsEmpty && (stretch.Previous < 0 || stretches[stretch.Previous].IsEmpty))
                _heads.Add(new RunHead(stretch.FirstTime, i));
        }
    }
}
