using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.TraceDat;

/// <summary>
/// Merges one buffer's events into time order. Each CPU's events are in order, so one event per CPU in memory suffices. Of events with equal times, that
/// of the CPU that comes first in the file is first. A guest exit belongs to the VM of its thread's last run_core.
/// </summary>
internal sealed class BufferEvents
{
    private readonly PendingDamage _damage = new();
    private readonly CpuMerger _merger;
    private readonly KvmEvent[] _events = new KvmEvent[EventBlock.Capacity];
    private bool _isBegun;

    /// <param name="pages">The pages of each CPU.</param>
    /// <param name="layout">The layout of a page.</param>
    /// <param name="decoder">The decoder of the wanted events.</param>
    /// <param name="clock">The clock of the buffer.</param>
    public BufferEvents(IEnumerable<(int Cpu, PageSource Pages)> pages, PageLayout layout, RawEvents decoder, TraceClock clock)
    {
        _merger = new CpuMerger(_damage);
        foreach (var (cpu, source) in pages)
            _merger.Add(new CpuEvents(cpu, source, layout, decoder, clock, _damage));
    }

    /// <summary>Number of events with an earlier time than one that was passed on before them.</summary>
    public long OutOfOrder => _merger.OutOfOrder;

    /// <summary>Number of events of any kind that were read.</summary>
    public long Seen => _merger.Seen;

    /// <summary>Fills a block with the next events.</summary>
    public void Fill(EventBlock block)
    {
        if (!_isBegun)
            _merger.Refill();
        _isBegun = true;
        var count = _merger.Fill(_events.AsSpan(0, block.Room.Length), long.MaxValue);
        foreach (ref readonly var e in _events.AsSpan(0, count))
            block.Commit(in e);
        block.EndsTrace = _merger.IsEmpty;
        _damage.MoveTo(block);
    }
}
