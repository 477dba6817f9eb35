using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Ordering;

/// <summary>
/// Puts a recording's events into time order as perf does (tools/perf/util/ordered-events.c): the end of a round lets out
/// everything up to the largest time of the round before; ties keep file order. perf writes a round CPU by CPU, so what is
/// pending is a few ascending runs: they are merged, never sorted.
/// </summary>
internal sealed class RoundMerger(int maxPending = RoundMerger.DefaultMaxPending)
{
    /// <summary>Two rounds of 160 full 512 KiB buffers are 1.6 M events; 2 M of 48 bytes are 96 MB.</summary>
    public const int DefaultMaxPending = 2 << 20;

    private const int InitialPending = 4 << 10;

    private readonly RunHeap _heads = new();
    private readonly List<Run> _runs = [];
    private KvmEvent[] _pending = new KvmEvent[Math.Min(InitialPending, maxPending)];
    private int _count;
    private int _emitted; // events of _pending that have been let out
    private bool _runIsOpen; // the last run has pending events, and the next event may continue it
    private long _lastAppended;
    private long _largest;
    private long _largestOfRoundBefore;
    private long _limit = long.MinValue;
    private long _lastEmitted = long.MinValue;

    /// <summary>Events that came after a later one had been let out.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>
    /// Takes events in file order. False where too many are pending: then the older half (by time) is let out, as perf does
    /// when its memory is used up; drain, and try again.
    /// </summary>
    public bool TryAppend(ReadOnlySpan<KvmEvent> events)
    {
        if (_pending.Length - _count < events.Length && !TryMakeRoom(events.Length))
        {
            ReleaseHalf();
            return false;
        }
        events.CopyTo(_pending.AsSpan(_count));
        Place(events);
        return true;
    }

    /// <summary>Records of any kind bear times up to this one: rounds are measured by all of them.</summary>
    public void Saw(long time) => _largest = Math.Max(_largest, time);

    /// <summary>A round ended: events up to the largest time of the round before may go.</summary>
    public void EndRound()
    {
        _limit = Math.Max(_limit, _largestOfRoundBefore);
        _largestOfRoundBefore = _largest;
    }

    /// <summary>The recording ended: everything may go.</summary>
    public void EndAll() => _limit = long.MaxValue;

    /// <summary>Hands out the next events that may go, in order. 0: none may, for now.</summary>
    public int Drain(Span<KvmEvent> events)
    {
        var written = 0;
        while (written < events.Length && !_heads.IsEmpty && _heads.Top.Time <= _limit)
            written += _heads.Count == 2 ? DrainPair(events[written..]) : DrainTop(events[written..]);
        _emitted += written;
        return written;
    }

    /// <summary>
    /// Two runs (two busy CPUs, or what two rounds left of one) take turns every few events: they are merged in one loop, up to
    /// the end of either, or of what may go.
    /// </summary>
    private int DrainPair(Span<KvmEvent> events)
    {
        var (a, b) = _heads.Pair; // a stands first in the file, and so goes first on a tie
        var left = PendingOf(a);
        var right = PendingOf(b);
        var (taken, fromLeft, fromRight) = (0, 0, 0);
        while (taken < events.Length && fromLeft < left.Length && fromRight < right.Length)
        {
            ref readonly var next = ref left[fromLeft];
            var isLeft = next.TimeNs <= right[fromRight].TimeNs;
            if (!isLeft)
                next = ref right[fromRight];
            if (next.TimeNs > _limit)
                break;
            events[taken++] = next;
            fromLeft += isLeft ? 1 : 0;
            fromRight += isLeft ? 0 : 1;
        }
        _lastEmitted = Math.Max(_lastEmitted, events[taken - 1].TimeNs);
        _heads.Clear();
        Advance(a, left, fromLeft);
        Advance(b, right, fromRight);
        return taken;
    }

    private ReadOnlySpan<KvmEvent> PendingOf(int run)
    {
        var end = run == _runs.Count - 1 ? _count : _runs[run].End;
        return _pending.AsSpan(_runs[run].Start, end - _runs[run].Start);
    }

    private void Advance(int run, ReadOnlySpan<KvmEvent> pending, int taken)
    {
        CollectionsMarshal.AsSpan(_runs)[run].Start += taken;
        if (taken < pending.Length)
            _heads.Add(new RunHead(pending[taken].TimeNs, run));
        else
            _runIsOpen &= run != _runs.Count - 1;
    }

    /// <summary>Hands out the stretch of the earliest run up to where another run or the limit comes first.</summary>
    private int DrainTop(Span<KvmEvent> events)
    {
        var top = _heads.Top;
        ref var run = ref CollectionsMarshal.AsSpan(_runs)[top.Run];
        var isLast = top.Run == _runs.Count - 1;
        var source = _pending.AsSpan(run.Start, (isLast ? _count : run.End) - run.Start);
        var taken = CopyUpTo(StopOf(top), source, events);
        run.Start += taken;
        if (taken < source.Length)
        {
            _heads.ReplaceTop(new RunHead(source[taken].TimeNs, top.Run));
            return taken;
        }
        _heads.RemoveTop();
        _runIsOpen &= !isLast;
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

    /// <summary>Finds where runs begin among events that have been copied behind the pending ones.</summary>
    private void Place(ReadOnlySpan<KvmEvent> events)
    {
        var (last, emitted) = (_lastAppended, _lastEmitted);
        var first = _count;
        for (var i = 0; i < events.Length; i++)
        {
            var time = events[i].TimeNs;
            if (time < last || !_runIsOpen)
                StartRun(first + i, time);
            if (time < emitted)
                OutOfOrder++;
            last = time;
        }
        (_lastAppended, _count) = (last, first + events.Length);
    }

    private void StartRun(int at, long time)
    {
        _count = at;
        CloseLastRun();
        _runIsOpen = true;
        _runs.Add(new Run { Start = at });
        _heads.Add(new RunHead(time, _runs.Count - 1));
    }

    private void CloseLastRun()
    {
        if (_runs.Count > 0)
            CollectionsMarshal.AsSpan(_runs)[^1].End = _count;
    }

    private void ReleaseHalf()
    {
        var oldest = _heads.IsEmpty ? _largest : _heads.Top.Time;
        _limit = Math.Max(_limit, oldest + (_largest - oldest) / 2);
    }

    /// <summary>Half of the room at least is gained at a time, so that an event is moved twice at most.</summary>
    private bool TryMakeRoom(int room)
    {
        var live = _count - _emitted;
        var size = _pending.Length;
        while (size < maxPending && size - live < Math.Max(room, size / 2))
            size = (int)Math.Min(size * 2L, maxPending);
        if (size - live < Math.Max(room, size / 2))
            return false;
        Compact(size == _pending.Length ? _pending : new KvmEvent[size]);
        return true;
    }

    /// <summary>Moves what is still pending to the front, run by run, in their order.</summary>
    private void Compact(KvmEvent[] target)
    {
        CloseLastRun();
        var (kept, count) = (0, 0);
        _heads.Clear();
        foreach (var run in CollectionsMarshal.AsSpan(_runs))
        {
            var pending = _pending.AsSpan(run.Start, run.End - run.Start);
            if (pending.IsEmpty)
                continue;
            pending.CopyTo(target.AsSpan(count));
            _runs[kept] = new Run { Start = count, End = count + pending.Length };
            _heads.Add(new RunHead(target[count].TimeNs, kept++));
            count += pending.Length;
        }
        _runs.RemoveRange(kept, _runs.Count - kept);
        (_pending, _count, _emitted) = (target, count, 0);
    }

    /// <summary>Ascending events [Start, End) of the pending ones; the last run's end is the count.</summary>
    private struct Run
    {
        public int Start;
        public int End;
    }
}
