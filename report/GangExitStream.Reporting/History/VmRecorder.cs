using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.History;

/// <summary>Mutable series of a VM. A series must be looked up before the bin: adding one may halve the bins.</summary>
internal sealed class VmRecorder(int tgid, SeriesStore store, Series totals)
{
    /// <summary>Lanes of the totals: runs, gang exits, forced threads, guest exits, nanoseconds forced out and in the guest.</summary>
    public const int Lanes = 6;

    /// <summary>Gang exits with more forced threads are counted with this number.</summary>
    public const int MaxForced = 8;

    private readonly long[] _forced = new long[MaxForced + 1];
    private readonly TrapSeries _traps = new(store);
    private readonly VcpuSeries _vcpus = new(store);
    private readonly CostHistogram _costs = new();

    /// <summary>Process of the VM.</summary>
    public int Tgid { get; } = tgid;

    /// <summary>Whether nothing was recorded.</summary>
    public bool IsEmpty { get; private set; } = true;

    public void OnGuestExit(in KvmEvent e, long originNs)
    {
        IsEmpty = false;
        var trap = _traps.Of(e.Trap, e.Ceded != 0);
        var bin = store.BinOf(originNs, e.TimeNs);
        totals[bin][3]++;
        if (trap is not null)
            trap[bin][0]++;
    }

    public void OnRun(in ClosedRun run, RunVerdict verdict, long originNs)
    {
        IsEmpty = false;
        var vcpu = _vcpus.Of(run.RunnerVcpu);
        var trigger = verdict.GangExit ? _traps.Of(run.TriggerTrap, ceded: false) : null;
        var bin = store.BinOf(originNs, run.ExitNs);
        CountRun(totals[bin], run, verdict);
        totals[bin][2] += verdict.Forced;
        totals[bin][5] += run.GuestThreadNs;
        if (vcpu is not null)
            CountRun(vcpu[bin], run, verdict);
        if (trigger is not null)
            trigger[bin][1]++;
        if (verdict.GangExit)
            _forced[Math.Clamp(verdict.Forced, 0, MaxForced)]++;
    }

    /// <summary>Adds a cost in the bin of the gang exit, as its count; the Enter at which the cost is known may be seconds later.</summary>
    public void OnForcedOut(in ForcedOut cost, long originNs)
    {
        IsEmpty = false;
        _costs.Add(cost);
        var trigger = _traps.Of(cost.TriggerTrap, ceded: false);
        var bin = store.BinOf(originNs, cost.SinceNs);
        totals[bin][4] += cost.ThreadNs;
        if (trigger is not null)
            trigger[bin][2] += cost.ThreadNs;
    }

    public VmHistory Finish(int bins, int stride) => new()
    {
        Tgid = Tgid,
        Runs = totals.Lane(0, bins),
        GangExits = totals.Lane(1, bins),
        Forced = totals.Lane(2, bins),
        GuestExits = totals.Lane(3, bins),
        ForcedThreads = [.. _forced],
        ForcedOutNs = totals.Lane(4, bins),
        GuestThreadNs = totals.Lane(5, bins),
        Costs = _costs,
        Traps = _traps.Finish(bins),
        Vcores = _vcpus.Finish(bins, stride),
    };

    private static void CountRun(Span<long> lanes, in ClosedRun run, RunVerdict verdict)
    {
        lanes[0] += run.HasEnter ? 1 : 0;
        lanes[1] += verdict.GangExit ? 1 : 0;
    }
}
