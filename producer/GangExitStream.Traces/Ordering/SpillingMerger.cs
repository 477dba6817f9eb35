using GangExitStream.Traces.Ordering.Runs;

namespace GangExitStream.Traces.Ordering;

/// <summary>
/// A <see cref="RoundMerger"/> with bounded memory and correct order: when too many events are pending because no round has ended for long (other
/// writers than perf write no rounds), they are written to disk as one ascending run, and merged from there.
/// </summary>
internal sealed class SpillingMerger(Action<EventBlock>? returnBlock = null, int maxBlocks = RoundMerger.DefaultMaxBlocks, string? folder = null) : IDisposable
{
    private readonly RoundMerger _memory = new(returnBlock, maxBlocks);
    private SpilledRuns? _disk;

    /// <summary>Number of events that came after a later one had been returned.</summary>
    public long OutOfOrder => _memory.OutOfOrder;

    /// <summary>The reason why events could not be written to disk; null: they could, or it was not needed.</summary>
    public string? DiskFailure { get; private set; }

    /// <summary>
    /// Makes room for a block by writing the pending events to disk. If <paramref name="mayWait"/> is false (a live stream, whose events must not wait
    /// for its end), or the disk fails, the older half of the events may be returned instead, and the result is false: drain, and call it again.
    /// </summary>
    public bool TryMakeRoom(bool mayWait)
    {
        if (!_memory.IsFull)
            return true;
        return mayWait && DiskFailure is null ? TrySpill() : _memory.TryMakeRoom();
    }

    public void Append(EventBlock block) => _memory.Append(block);

    public void EndRound() => _memory.EndRound();

    /// <summary>Events up to that time may be returned.</summary>
    public void AllowUpTo(long time) => _memory.AllowUpTo(time);

    public void EndAll() => _memory.EndAll();

    /// <summary>Returns the next events that may be returned, in order. 0: none, for now.</summary>
    public int Drain(Span<KvmEvent> events) => _disk is null or { IsEmpty: true } ? _memory.Drain(events) : DrainBoth(events, _disk);

    /// <summary>The same, but in order within each VM only.</summary>
    public int DrainByVm(Span<KvmEvent> events) => _disk is null or { IsEmpty: true } ? _memory.DrainByVm(events) : DrainBoth(events, _disk);

    public void Dispose() => _disk?.Dispose();

    /// <summary>Events on disk were in the file before those in memory, so they come first where times are equal.</summary>
    private int DrainBoth(Span<KvmEvent> events, SpilledRuns disk)
    {
        var written = 0;
        while (written < events.Length)
        {
            var room = events[written..];
            var taken = disk.IsEmpty ? _memory.Drain(room) : _memory.DrainBefore(disk.FirstTime, room);
            if (taken == 0 && !disk.IsEmpty && disk.FirstTime <= _memory.Limit)
            {
                taken = disk.Drain(room, Math.Min(_memory.Limit, _memory.FirstTime));
                _memory.NoteReturned(room[taken - 1].TimeNs);
            }
            if (taken == 0)
                break;
            written += taken;
        }
        return written;
    }

    private bool TrySpill()
    {
        try
        {
            _disk ??= new SpilledRuns(folder ?? Path.GetTempPath());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DiskFailure = e.Message;
            return false;
        }
        _disk.Begin();
        _memory.MoveTo(_disk.Write);
        _disk.End();
        DiskFailure = _disk.Failure;
        return DiskFailure is null;
    }
}
