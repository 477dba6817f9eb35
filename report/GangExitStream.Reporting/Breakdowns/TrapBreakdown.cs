using System.Runtime.InteropServices;
using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Breakdowns;

/// <summary>What is counted of one trap.</summary>
/// <param name="Trap">Its name; null for the gang exits whose trigger the trace doesn't tell.</param>
/// <param name="GuestExits">Guest exits with it.</param>
/// <param name="Ceded">Those of them whose vcpu had ceded.</param>
/// <param name="GangExits">Gang exits that it triggered.</param>
/// <param name="Tgid">The VM; null: of all.</param>
public sealed record TrapRow(string? Trap, long GuestExits, long Ceded, long GangExits, int? Tgid = null);

/// <summary><c>--by trap</c>: of every guest exit, and of the gang exits; of all VMs, and of each.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct TrapBreakdown() : IBreakdown
{
    /// <summary>A forged trace may name any number of them: those beyond have a common one, of tgid -1.</summary>
    public const int MaxVms = 65_536;

    private const int Recent = 64;

    private readonly Dictionary<int, VmTraps> _vms = [];
    private readonly VmTraps?[] _recent = new VmTraps?[Recent];

    public void OnEvents(ReadOnlySpan<KvmEvent> events)
    {
        foreach (ref readonly var e in events)
        {
            if (e.Kind != KvmEventKind.GuestExit)
                continue;
            var vm = Of(e.Tgid);
            vm.Exits.Add(e.Trap);
            if (e.Ceded != 0)
                vm.Ceded.Add(e.Trap);
        }
    }

    public void OnRun(in ClosedRun run, RunVerdict verdict, long originNs)
    {
        if (!verdict.GangExit)
            return;
        if (run.TriggerTrap == RunnerState.NoTrap)
            Of(run.Tgid).Triggers.AddUntold();
        else
            Of(run.Tgid).Triggers.Add(run.TriggerTrap);
    }

    /// <summary>Most gang exits first, then most guest exits; what has no trap comes last.</summary>
    public Breakdown Finish(TraceSpan span, Func<int, int> strideOf)
    {
        var all = new VmTraps(KvmEvent.Unknown);
        foreach (var vm in _vms.Values)
            all.Add(vm);
        return new Breakdown
        {
            Traps = all.Rows(tgid: null),
            VmTraps = [.. _vms.Values.OrderByDescending(vm => vm.Triggers.Total).ThenBy(vm => vm.Tgid).SelectMany(vm => vm.Rows(vm.Tgid))],
        };
    }

    private VmTraps Of(int tgid)
    {
        ref var recent = ref _recent[tgid & (Recent - 1)];
        if (recent is { } vm && vm.Tgid == tgid)
            return vm;
        if (_vms.TryGetValue(tgid, out vm))
            return recent = vm;
        if (_vms.Count >= MaxVms)
            tgid = KvmEvent.Unknown;
        if (!_vms.TryGetValue(tgid, out vm))
            _vms.Add(tgid, vm = new VmTraps(tgid));
        return vm;
    }

    /// <summary>The traps of one VM.</summary>
    private sealed class VmTraps(int tgid)
    {
        public int Tgid { get; } = tgid;

        public TrapTally Exits { get; } = new();

        public TrapTally Ceded { get; } = new();

        public TrapTally Triggers { get; } = new();

        public void Add(VmTraps other)
        {
            Exits.Add(other.Exits);
            Ceded.Add(other.Ceded);
            Triggers.Add(other.Triggers);
        }

        public IReadOnlyList<TrapRow> Rows(int? tgid)
        {
            var ceded = Counts(Ceded);
            var triggers = Counts(Triggers);
            var exits = Counts(Exits);
            var rows = exits.Keys.Union(triggers.Keys, StringComparer.Ordinal) // of a window a run's Exit may be there without its guest exits
                .Select(trap => new TrapRow(trap, exits.GetValueOrDefault(trap), ceded.GetValueOrDefault(trap), triggers.GetValueOrDefault(trap), tgid))
                .OrderByDescending(row => row.GangExits).ThenByDescending(row => row.GuestExits)
                .ToList();
            if (Exits.Untold + Triggers.Untold > 0)
                rows.Add(new TrapRow(null, Exits.Untold, Ceded.Untold, Triggers.Untold, tgid));
            return rows;
        }

        private static Dictionary<string, long> Counts(TrapTally tally) => tally.Ordered.ToDictionary(t => t.Name, t => t.Count, StringComparer.Ordinal);
    }
}
