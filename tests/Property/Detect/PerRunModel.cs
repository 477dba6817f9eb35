namespace GangExitStream.Tests.Property.Detect;

/// <summary>The per-run rule over lists: an open run is the list of its events.</summary>
internal sealed class PerRunModel
{
    private readonly Dictionary<(int Tgid, int Tid), List<KvmEvent>> _open = [];

    public PerRunModel(IEnumerable<KvmEvent> events)
    {
        foreach (var e in events)
            Take(e);
        Unfinished += _open.Count;
    }

    /// <summary>Closed runs in order: who, the verdict, whether a loss touched it.</summary>
    public List<(int Tgid, int Tid, bool GangExit, bool Uncertain)> Runs { get; } = [];

    /// <summary>Guest exits and Exits outside of any run.</summary>
    public int Orphans { get; private set; }

    /// <summary>Runs without an end.</summary>
    public int Unfinished { get; private set; }

    private void Take(KvmEvent e)
    {
        if (e.Kind == KvmEventKind.Lost)
        {
            foreach (var open in _open.Values)
                open.Add(e);
            return;
        }
        var isOpen = _open.TryGetValue((e.Tgid, e.Tid), out var run);
        if (e.Kind == KvmEventKind.Enter)
        {
            Unfinished += isOpen ? 1 : 0;
            _open[(e.Tgid, e.Tid)] = [e];
            return;
        }
        if (!isOpen)
            Orphans++;
        else if (e.Kind == KvmEventKind.GuestExit)
            run!.Add(e);
        else
            Close(e, run!);
    }

    private void Close(KvmEvent exit, List<KvmEvent> run)
    {
        _open.Remove((exit.Tgid, exit.Tid));
        var ceded = run.Where(e => e.Kind == KvmEventKind.GuestExit).Sum(e => e.Ceded);
        var uncertain = run.Index().Any(at => at.Item.Kind == KvmEventKind.Lost
            && (at.Item.Cpu == -1 || at.Item.Cpu == run.Take(at.Index).Last(e => e.Kind != KvmEventKind.Lost).Cpu));
        Runs.Add((exit.Tgid, exit.Tid, exit.NRunnable - ceded > 1, uncertain));
    }
}
