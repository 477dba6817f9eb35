using System.Runtime.InteropServices;
using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Breakdowns;

/// <summary><c>--by trap</c>: of every guest exit, and of the gang exits.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct TrapBreakdown() : IBreakdown
{
    private readonly TrapTally _exits = new();
    private readonly TrapTally _ceded = new();
    private readonly TrapTally _triggers = new();

    public void OnEvents(ReadOnlySpan<KvmEvent> events)
    {
        foreach (ref readonly var e in events)
        {
            if (e.Kind != KvmEventKind.GuestExit)
                continue;
            _exits.Add(e.Trap);
            if (e.Ceded != 0)
                _ceded.Add(e.Trap);
        }
    }

    public void OnRun(in ClosedRun run, Verdict verdict, long originNs)
    {
        if (!verdict.GangExit)
            return;
        if (run.TriggerTrap == RunnerState.NoTrap)
            _triggers.AddUntold();
        else
            _triggers.Add(run.TriggerTrap);
    }

    /// <summary>Most gang exits first, then most guest exits; what has no trap comes last.</summary>
    public Breakdown Finish(TraceSpan span, Func<int, int> strideOf)
    {
        var ceded = Counts(_ceded);
        var triggers = Counts(_triggers);
        var rows = _exits.Ordered
            .Select(t => new TrapRow(t.Name, t.Count, ceded.GetValueOrDefault(t.Name), triggers.GetValueOrDefault(t.Name)))
            .OrderByDescending(row => row.GangExits).ThenByDescending(row => row.GuestExits)
            .ToList();
        if (_exits.Untold + _triggers.Untold > 0)
            rows.Add(new TrapRow(null, _exits.Untold, _ceded.Untold, _triggers.Untold));
        return new Breakdown { Traps = rows };
    }

    private static Dictionary<string, long> Counts(TrapTally tally) => tally.Ordered.ToDictionary(t => t.Name, t => t.Count, StringComparer.Ordinal);
}
