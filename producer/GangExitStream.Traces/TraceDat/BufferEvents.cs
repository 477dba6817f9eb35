using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.TraceDat;

/// <summary>One buffer's events in time order.</summary>
internal sealed class BufferEvents
{
    private readonly PendingDamage _damage = new();
    private readonly CpuMerger _merger;
    private bool _isBegun;

    /// <param name="pages">The CPUs' pages, by CPU.</param>
    /// <param name="layout">Of a page.</param>
    /// <param name="decoder">Of our events.</param>
    /// <param name="clock">The buffer's.</param>
    public BufferEvents(IEnumerable<(int Cpu, PageSource Pages)> pages, PageLayout layout, RawEvents decoder, TraceClock clock)
    {
        _merger = new CpuMerger(_damage);
        foreach (var (cpu, source) in pages)
            _merger.Add(new CpuEvents(cpu, source, layout, decoder, clock, _damage));
    }

    /// <summary>Events whose time is before that of one passed on before them.</summary>
    public long OutOfOrder => _merger.OutOfOrder;

    /// <summary>Fills a block with the next events.</summary>
    public void Fill(EventBlock block)
    {
        if (!_isBegun)
            _merger.Look();
        _isBegun = true;
        var room = block.Room;
        var count = _merger.Fill(room, long.MaxValue);
        foreach (ref readonly var e in room[..count])
            block.Added(in e);
        block.EndsTrace = _merger.IsEmpty;
        _damage.MoveTo(block);
    }
}
