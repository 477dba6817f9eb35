using GangExitStream.Traces.Ordering.Runs;

namespace GangExitStream.Traces.RingBuffer;

/// <summary>
/// Merges the CPUs' events, each CPU's in time order, with one event of each in memory. On equal times the CPU added first comes first. A
/// guest exit belongs to the VM of its thread's last run_core.
/// </summary>
/// <param name="damage">Receives the CPUs' damage; when it is full, <see cref="Fill"/> returns early.</param>
/// <param name="tgidOf">The process of a thread without a run_core so far, at a trace time; null: not known.</param>
internal sealed class CpuMerger(PendingDamage damage, Func<int, long, int>? tgidOf = null)
{
    private readonly RunHeap _heads = new();
    private readonly RunnerTgids _tgids = new();
    private readonly List<CpuEvents> _cpus = [];
    private readonly List<int> _waiting = []; // CPUs without an event in the heap
    private long _latest = long.MinValue;

    /// <summary>Whether no CPU had an event at the last <see cref="Refill"/>.</summary>
    public bool IsEmpty => _heads.IsEmpty;

    /// <summary>Number of events that are earlier than one returned before them.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Adds a CPU; <see cref="Refill"/> reads its first event.</summary>
    public void Add(CpuEvents cpu)
    {
        _waiting.Add(_cpus.Count);
        _cpus.Add(cpu);
    }

    /// <summary>Reads the next event of the CPUs that had none.</summary>
    public void Refill()
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

    /// <summary>Moves events of the first CPU up to the second one's next event.</summary>
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
