using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.RingBuffer;
using GangExitStream.Traces.Text;

namespace GangExitStream.Traces.TraceDat;

/// <summary>
/// One buffer's events in time order: each CPU's are in order, so the CPUs are merged with one event of each in memory. A tie goes
/// to the CPU that stands first in the file. A guest exit's VM is that of its thread's last run_core.
/// </summary>
internal sealed class BufferEvents
{
    private readonly RunHeap _heads = new();
    private readonly RunnerTgids _tgids = new();
    private readonly PendingDamage _damage = new();
    private readonly List<CpuEvents> _cpus = [];
    private bool _isBegun;
    private long _latest = long.MinValue;

    /// <param name="pages">The CPUs' pages, by CPU.</param>
    /// <param name="layout">Of a page.</param>
    /// <param name="decoder">Of our events.</param>
    /// <param name="clock">The buffer's.</param>
    public BufferEvents(IEnumerable<(int Cpu, PageSource Pages)> pages, PageLayout layout, RawEvents decoder, TraceClock clock)
    {
        foreach (var (cpu, source) in pages)
            _cpus.Add(new CpuEvents(cpu, source, layout, decoder, clock, _damage));
    }

    /// <summary>Events whose time is before that of one passed on before them.</summary>
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

    /// <summary>Takes the first CPU's events up to the second's first one.</summary>
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
