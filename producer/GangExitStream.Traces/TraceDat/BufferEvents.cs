using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.RingBuffer;
using GangExitStream.Traces.Text;

namespace GangExitStream.Traces.TraceDat;

/// <summary>
/// Merges one buffer's events into time order. Each CPU's events are in order, so one event per CPU in memory suffices. Of events with equal times, that
/// of the CPU that comes first in the file is first. A guest exit belongs to the VM of its thread's last run_core.
/// </summary>
internal sealed class BufferEvents
{
    private readonly RunHeap _heads = new();
    private readonly RunnerTgids _tgids = new();
    private readonly PendingDamage _damage = new();
    private readonly List<CpuEvents> _cpus = [];
    private bool _isBegun;
    private long _latest = long.MinValue;

    /// <param name="pages">The pages of each CPU.</param>
    /// <param name="layout">The layout of a page.</param>
    /// <param name="decoder">The decoder of the wanted events.</param>
    /// <param name="clock">The clock of the buffer.</param>
    public BufferEvents(IEnumerable<(int Cpu, PageSource Pages)> pages, PageLayout layout, RawEvents decoder, TraceClock clock)
    {
        foreach (var (cpu, source) in pages)
            _cpus.Add(new CpuEvents(cpu, source, layout, decoder, clock, _damage));
    }

    /// <summary>Number of events with an earlier time than one that was passed on before them.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Fills a block with the next events.</summary>
    public void Fill(EventBlock block)
    {
        if (!_isBegun)
            Begin();
        while (!_heads.IsEmpty && !block.IsFull && !_damage.IsFull)
            DrainTop(block);
        block.EndsTrace = _heads.IsEmpty;
        _damage.MoveTo(block);
    }

    private void Begin()
    {
        _isBegun = true;
        for (var i = 0; i < _cpus.Count; i++)
        {
            if (_cpus[i].MoveNext())
                _heads.Add(new RunHead(_cpus[i].Current.TimeNs, i));
        }
    }

    /// <summary>Adds events of the CPU with the earliest event, as long as they come before the second CPU's next event.</summary>
    private void DrainTop(EventBlock block)
    {
        var run = _heads.Top.Run;
        var cpu = _cpus[run];
        var hasSecond = _heads.TryGetSecond(out var second);
        do
        {
            ref var e = ref block.Next();
            e = cpu.Current;
            Place(ref e);
            block.Added(e);
            if (!cpu.MoveNext())
            {
                _heads.RemoveTop();
                return;
            }
        }
        while (!block.IsFull && (!hasSecond || new RunHead(cpu.Current.TimeNs, run).IsBefore(second)));
        _heads.ReplaceTop(new RunHead(cpu.Current.TimeNs, run));
    }

    private void Place(ref KvmEvent e)
    {
        if (e.Kind is KvmEventKind.Enter or KvmEventKind.Exit)
            _ = _tgids.Learn(e.Tid, e.Tgid, e.TimeNs);
        else if (e.Kind != KvmEventKind.Lost)
            e.Tgid = _tgids.Of(e.Tid);
        if (e.TimeNs < _latest)
            OutOfOrder++;
        else
            _latest = e.TimeNs;
    }
}
