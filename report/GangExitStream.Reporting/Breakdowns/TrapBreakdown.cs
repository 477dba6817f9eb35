using System.Runtime.InteropServices;
using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Exits;

namespace GangExitStream.Reporting.Breakdowns;

/// <summary>The counts of one trap.</summary>
/// <param name="Trap">Its name; null: not known, or beyond the cap.</param>
/// <param name="GuestExits">Guest exits with it.</param>
/// <param name="Ceded">Guest exits among them whose vcpu had ceded.</param>
/// <param name="GangExits">Gang exits that it triggered.</param>
/// <param name="Tgid">The VM; null: all VMs.</param>
/// <param name="ForcedOutNs">Cost of these gang exits: see <see cref="RunCounts.ForcedOutNs"/>.</param>
public sealed record TrapRow(string? Trap, long GuestExits, long Ceded, long GangExits, int? Tgid = null, long ForcedOutNs = 0);

/// <summary><c>--by trap</c>: guest exits and gang exits by trap, of all VMs together and of each.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct TrapBreakdown() : IBreakdown
{
    /// <summary>Bounds memory on forged traces: further VMs share one entry, with tgid -1.</summary>
    public const int MaxVms = 65_536;

    private readonly Dictionary<int, VmTraps> _vms = [];
    private readonly RecentVms<VmTraps> _recent = new();

    public void OnEvents(ReadOnlySpan<KvmEvent> events)
    {
        VmTraps? vm = null; // consecutive events mostly belong to one VM
        var tgid = KvmEvent.Unknown;
        foreach (ref readonly var e in events)
        {
            if (e.Kind != KvmEventKind.GuestExit)
                continue;
            if (vm is null || tgid != e.Tgid)
                (tgid, vm) = (e.Tgid, Of(e.Tgid));
            ref var counts = ref vm.Of(e.Trap);
            counts.GuestExits++;
            counts.Ceded += e.Ceded != 0 ? 1 : 0;
        }
    }

    public void OnRun(in ClosedRun run, RunVerdict verdict, long originNs)
    {
        if (verdict.GangExit)
            Triggered(run.Tgid, run.TriggerTrap).GangExits++;
    }

    public void OnForcedOut(in ForcedOut cost, long originNs) => Triggered(cost.Tgid, cost.TriggerTrap).ForcedOutNs += cost.ThreadNs;

    /// <summary>Most gang exits first, then most guest exits; the unknown trap is last.</summary>
    public Breakdown Finish(TraceSpan span, Func<int, int> strideOf)
    {
        var all = new VmTraps(KvmEvent.Unknown);
        foreach (var vm in _vms.Values)
            all.Add(vm);
        return new Breakdown
        {
            Traps = all.Rows(tgid: null),
            VmTraps = [.. _vms.Values.OrderByDescending(vm => vm.GangExits).ThenBy(vm => vm.Tgid).SelectMany(vm => vm.Rows(vm.Tgid))],
        };
    }

    private ref TrapCounts Triggered(int tgid, int trap)
    {
        var vm = Of(tgid);
        return ref trap == RunnerState.NoTrap ? ref vm.Unknown : ref vm.Of(trap);
    }

    private VmTraps Of(int tgid)
    {
        ref var recent = ref _recent.Slot(tgid);
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
}

/// <summary>Mutable counts of one trap.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct TrapCounts
{
    public int Trap;
    public long GuestExits;
    public long Ceded;
    public long GangExits;
    public long ForcedOutNs;
}

/// <summary>The traps of one VM; those beyond <see cref="TrapTally.MaxTraps"/> are counted as unknown.</summary>
internal sealed class VmTraps(int tgid)
{
    private readonly byte[] _places = new byte[TrapPlaces.Counters / 2]; // by number of a known trap: its index + 1; 0: none yet
    private TrapCounts[] _traps = new TrapCounts[8];
    private int _used;
    private TrapCounts _unknown;

    public int Tgid { get; } = tgid;

    /// <summary>Counts without a known trap, or with one beyond the cap.</summary>
    public ref TrapCounts Unknown => ref _unknown;

    public long GangExits
    {
        get
        {
            var sum = _unknown.GangExits;
            foreach (ref readonly var trap in _traps.AsSpan(0, _used))
                sum += trap.GangExits;
            return sum;
        }
    }

    public ref TrapCounts Of(int trap)
    {
        if (TrapPlaces.TryNumber(trap, out var number) && _places[number] is > 0 and var place)
            return ref _traps[place - 1];
        return ref Search(trap, number);
    }

    private ref TrapCounts Search(int trap, int number)
    {
        var traps = _traps.AsSpan(0, _used);
        for (var i = 0; i < traps.Length; i++)
        {
            if (traps[i].Trap == trap)
                return ref traps[i];
        }
        ref var added = ref New(trap);
        if (TrapPlaces.TryNumber(trap, out _) && _used < byte.MaxValue)
            _places[number] = (byte)_used;
        return ref added;
    }

    /// <summary>Adds the counts of another VM.</summary>
    public void Add(VmTraps other)
    {
        foreach (ref readonly var trap in other._traps.AsSpan(0, other._used))
            Add(ref Of(trap.Trap), trap);
        Add(ref _unknown, other._unknown);
    }

    /// <summary>Most gang exits first, then most guest exits, then by name; the unknown trap is last.</summary>
    public IReadOnlyList<TrapRow> Rows(int? tgid)
    {
        var rows = _traps.Take(_used)
            .Select(trap => new TrapRow(TrapNames.Format(trap.Trap), trap.GuestExits, trap.Ceded, trap.GangExits, tgid, trap.ForcedOutNs))
            .OrderByDescending(row => row.GangExits).ThenByDescending(row => row.GuestExits).ThenBy(row => row.Trap, StringComparer.Ordinal)
            .ToList();
        if (_unknown.GuestExits + _unknown.GangExits > 0)
            rows.Add(new TrapRow(null, _unknown.GuestExits, _unknown.Ceded, _unknown.GangExits, tgid, _unknown.ForcedOutNs));
        return rows;
    }

    private static void Add(ref TrapCounts sum, in TrapCounts more)
    {
        sum.GuestExits += more.GuestExits;
        sum.Ceded += more.Ceded;
        sum.GangExits += more.GangExits;
        sum.ForcedOutNs += more.ForcedOutNs;
    }

    private ref TrapCounts New(int trap)
    {
        if (_used == TrapTally.MaxTraps)
            return ref _unknown;
        if (_used == _traps.Length)
            Array.Resize(ref _traps, _used * 2);
        _traps[_used].Trap = trap;
        return ref _traps[_used++];
    }
}
