using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces.RingBuffer;

/// <summary>
/// The CPUs' events in time order: each CPU's are in order, so the CPUs are merged with one event of each in memory. A tie goes to
/// the CPU that was added first. A guest exit's VM is that of its thread's last run_core.
/// </summary>
/// <param name="damage">Where the CPUs put damage; where it is full, <see cref="Fill"/> returns early.</param>
/// <param name="tgidOf">The process of a thread that has had no run_core yet, and at what trace time it is asked; null: nobody knows.</param>
internal sealed class CpuMerger(PendingDamage damage, Func<int, long, int>? tgidOf = null)
{
    private readonly RunHeap _heads = new();
    private readonly RunnerTgids _tgids = new();
    private readonly List<CpuEvents> _cpus = [];
    private readonly List<int> _waiting = []; // CPUs without an event in the heap
    private long _latest = long.MinValue;

    /// <summary>No CPU has an event, as far as they were asked.</summary>
    public bool IsEmpty => _heads.IsEmpty;

    /// <summary>Events whose time is before that of one passed on before them.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Adds a CPU; <see cref="Look"/> asks it for events.</summary>
    public void Add(CpuEvents cpu)
    {
        _waiting.Add(_cpus.Count);
        _cpus.Add(cpu);
    }

    /// <summary>Asks the CPUs that had no event.</summary>
    public void Look()
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            var run = _waiting[i];
            if (!_cpus[run].MoveNext())
                continue;
            _heads.Add(new RunHead(_cpus[run].Current.TimeNs, run));
            _waiting.RemoveAt(i);
        }
    }

    /// <summary>Fills the span with the next events, up to and including a time; returns how many.</summary>
    public int Fill(Span<KvmEvent> events, long until)
    {
        var count = 0;
        while (count < events.Length && !_heads.IsEmpty && _heads.Top.Time <= until && !damage.IsFull)
            count += DrainTop(events[count..], until);
        return count;
    }

    /// <summary>Takes the first CPU's events up to the second's first one.</summary>
    private int DrainTop(Span<KvmEvent> events, long until)
    {
        var run = _heads.Top.Run;
        var cpu = _cpus[run];
        var hasSecond = _heads.TryGetSecond(out var second);
        var count = 0;
        do
        {
            ref var e = ref events[count++];
            e = cpu.Current;
            Place(ref e);
            if (!cpu.MoveNext())
            {
                _heads.RemoveTop();
                _waiting.Add(run);
                return count;
            }
        }
        while (count < events.Length && cpu.Current.TimeNs <= until && (!hasSecond || new RunHead(cpu.Current.TimeNs, run).IsBefore(second)));
        _heads.ReplaceTop(new RunHead(cpu.Current.TimeNs, run));
        return count;
    }

    private void Place(ref KvmEvent e)
    {
        if (e.Kind is KvmEventKind.Enter or KvmEventKind.Exit)
            _ = _tgids.Learn(e.Tid, e.Tgid, e.TimeNs);
        else if (e.Kind != KvmEventKind.Lost && !e.NamesVm)
            e.Tgid = TgidOf(in e);
        if (e.TimeNs < _latest)
            OutOfOrder++;
        else
            _latest = e.TimeNs;
    }

    private int TgidOf(in KvmEvent e)
    {
        var known = _tgids.Of(e.Tid);
        return known == KvmEvent.Unknown && tgidOf is not null ? tgidOf(e.Tid, e.TimeNs) : known;
    }
}
