using GangExitStream.Traces.Ordering.ByVm;
using GangExitStream.Traces.Ordering.Runs;

namespace GangExitStream.Traces.Ordering;

/// <summary>
/// Brings a recording's events into perf's order: by time, and in file order when times are equal. perf writes a round CPU by CPU, so the
/// pending events form about one ascending run for each CPU (<see cref="PendingRuns"/>). Rounds decide when events may be returned to the
/// caller (<see cref="ReleaseLimit"/>).
/// </summary>
internal sealed class RoundMerger
{
    /// <summary>Two rounds of 160 full 512 KiB buffers are 1.6 M events; 2 M of 32 bytes are 64 MB, of 48 (with registers) 96 MB.</summary>
    public const int DefaultMaxBlocks = (2 << 20) / EventBlock.Capacity;

    private readonly int _maxBlocks;
    private readonly PendingRuns _pending;
    private readonly TimeOrder _byTime;
    private readonly VmOrder _byVm;
    private readonly VmPairMerge _pair;
    private readonly VmOfThread _threads = new();
    private readonly ReleaseLimit _limit = new();
    private long _lastEmitted = long.MinValue;

    /// <param name="returnBlock">Called for each block when all its events have been returned to the caller.</param>
    /// <param name="maxBlocks">Most blocks that are held.</param>
    public RoundMerger(Action<EventBlock>? returnBlock = null, int maxBlocks = DefaultMaxBlocks)
    {
        _maxBlocks = maxBlocks;
        _pending = new PendingRuns(returnBlock);
        var span = new BatchSpan();
        (_byTime, _byVm, _pair) = (new TimeOrder(_pending, span), new VmOrder(_pending, _threads, span), new VmPairMerge(_pending, _threads));
    }

    /// <summary>Number of events that came after a later one had been returned.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>No further block can be taken until events have been returned.</summary>
    public bool IsFull => _pending.Blocks >= _maxBlocks;

    /// <summary>Events up to this time may be returned.</summary>
    public long Limit => _limit.Time;

    /// <summary>The time of the earliest pending event; the largest of all when there is none.</summary>
    public long FirstTime => _byTime.FirstTime;

    /// <summary>False: no further block can be taken. Then the older half of the events may be returned: drain, and call it again.</summary>
    public bool TryMakeRoom()
    {
        if (!IsFull)
            return true;
        _limit.AllowOlderHalf(FirstTime);
        return false;
    }

    /// <summary>Takes the next block, in file order. There must be room, and <see cref="DrainByVm"/> must have returned all events that may be returned.</summary>
    public void Append(EventBlock block)
    {
        _byTime.PutBack();
        _pair.Reset();
        _limit.NoteTime(block.LargestTime);
        OutOfOrder += _pending.Append(block, _lastEmitted);
    }

    /// <inheritdoc cref="ReleaseLimit.EndRound"/>
    public void EndRound() => _limit.EndRound();

    /// <inheritdoc cref="ReleaseLimit.AllowUpTo"/>
    public void AllowUpTo(long time) => _limit.AllowUpTo(time);

    /// <inheritdoc cref="ReleaseLimit.EndAll"/>
    public void EndAll() => _limit.EndAll();

    /// <summary>Notes that an event of that time was returned to the caller from elsewhere.</summary>
    public void NoteReturned(long time) => _lastEmitted = Math.Max(_lastEmitted, time);

    /// <summary>Returns the next events that may be returned, in order. 0: none, for now.</summary>
    public int Drain(Span<KvmEvent> events) => DrainUpTo(_limit.Time, events);

    /// <summary>The same, of the events before that time.</summary>
    public int DrainBefore(long time, Span<KvmEvent> events) => DrainUpTo(Math.Min(_limit.Time, time == long.MinValue ? time : time - 1), events);

    /// <summary>The same as <see cref="Drain"/>, but in order within each VM only. Batches that can't be split by VM are ordered by time.</summary>
    public int DrainByVm(Span<KvmEvent> events)
    {
        var written = 0;
        while (written < events.Length)
        {
            FillByVm();
            var room = events[written..];
            var taken = _byVm.HasBatch ? _byVm.Drain(room) : MayPair() ? DrainPair(room) : DrainUpTo(LimitByTime(), room);
            if (taken == 0)
                break;
            written += taken;
        }
        return written;
    }

    /// <summary>
    /// Moves all pending events, in order, whatever the limit is, until <paramref name="take"/> returns false. They do not count as returned to the
    /// caller.
    /// </summary>
    public void MoveTo(Func<ReadOnlySpan<KvmEvent>, bool> take)
    {
        var events = new KvmEvent[EventBlock.Capacity];
        var wanted = true;
        for (int count; wanted && (count = _byTime.Drain(events, long.MaxValue)) > 0;)
            wanted = take(events.AsSpan(0, count));
    }

    /// <summary>Takes a batch by VM, unless there is one, or the next events must be returned in time order, or two runs are merged faster.</summary>
    private void FillByVm()
    {
        var mayFill = !_byVm.HasBatch && !_byTime.HasBatch && !_pending.AreMergedDirectly;
        if (mayFill && FirstTime > _byVm.OnlyByTimeUpTo && _pending.HasUpTo(_limit.Time))
            _byVm.Fill(_limit.Time);
    }

    /// <summary>Whether the next events are merged from two runs, in order within each VM.</summary>
    private bool MayPair() => _pending.Heads.Count == 2 && _threads.CanSeparate && !_byTime.HasBatch && _pending.HasUpTo(_limit.Time) && FirstTime > _byVm.OnlyByTimeUpTo;

    private int DrainPair(Span<KvmEvent> events)
    {
        var written = _pair.Drain(events, _limit.Time);
        NoteReturned(_pair.LargestTime);
        return written;
    }

    /// <summary>The time up to which the next events are returned in time order before a batch by VM is tried again.</summary>
    private long LimitByTime() => _byTime.HasBatch || _pending.AreMergedDirectly ? _limit.Time : Math.Min(_limit.Time, _byVm.OnlyByTimeUpTo);

    private int DrainUpTo(long limit, Span<KvmEvent> events)
    {
        var written = _byTime.Drain(events, limit);
        if (written > 0)
            NoteReturned(events[written - 1].TimeNs);
        return written;
    }
}
