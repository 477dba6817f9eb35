using GangExitStream.Detection;

namespace GangExitStream.Reporting.Analysis;

/// <summary>The counts of one VM.</summary>
public sealed class VmReport
{
    /// <summary>A power of two, so that merged buckets fill whole columns.</summary>
    public const int SparkBuckets = 64;

    private RunCounts _counts;

    internal VmReport(int tgid) => Tgid = tgid;

    /// <summary>Process of the VM.</summary>
    public int Tgid { get; }

    /// <summary>Counts by both attributions.</summary>
    public RunCounts Counts => _counts;

    /// <summary>Gang exits by the requested attribution.</summary>
    public long GangExits { get; private set; }

    /// <summary>Threads that these gang exits forced out.</summary>
    public long Forced { get; private set; }

    /// <summary>Gang exits in runs that a loss may have touched.</summary>
    public long UncertainGangExits { get; private set; }

    /// <summary>Maximum threads of a run, at Enter or Exit.</summary>
    public int MostThreads { get; private set; }

    /// <summary>Runs of several threads with fewer guest exits than threads although no loss was reported.</summary>
    internal long IncompleteRuns { get; private set; }

    /// <summary>Exits without an Enter.</summary>
    internal long OrphanRuns { get; private set; }

    /// <summary>Whether no run had more than one thread, so that none could be a gang exit. False without runs.</summary>
    public bool HasOneThreadARun => _counts.Runs > 0 && MostThreads <= 1;

    /// <summary>Vcpu ids per vcore: given, or inferred from the runs.</summary>
    public int VcoreStride { get; internal set; } = 1;

    /// <summary>
    /// Times that vcores were out of the guest after gang exits (vcore rule), in nanoseconds; one for each gang exit whose next Enter was
    /// seen. <see cref="RunCounts.ForcedOutNs"/> is their sum weighted by the forced threads.
    /// </summary>
    public TimeHistogram OutTimes { get; } = new();

    /// <summary>
    /// The part of <see cref="RunCounts.ForcedOutNs"/> in which the vcore was blocked: all of its vcpus waited, so no thread lost anything. 0 where no
    /// kvmppc_vcore_blocked was recorded.
    /// </summary>
    public long ForcedOutBlockedNs { get; private set; }

    /// <summary>Cost of the gang exits as a share (0 to 1) of this cost and the time in the guest; null: both are 0.</summary>
    public double? ForcedOutShare => _counts.ForcedOutShare;

    /// <summary><see cref="ForcedOutShare"/> of several VMs together.</summary>
    public static double? ForcedOutShareOf(IReadOnlyCollection<VmReport> vms) =>
        RunCounts.ForcedOutShareOf(vms.Sum(static vm => (double)vm.Counts.ForcedOutNs), vms.Sum(static vm => (double)vm.Counts.GuestThreadNs));

    /// <summary>Triggers of the gang exits.</summary>
    public TrapTally Triggers { get; } = new();

    /// <summary>Gang exits over time.</summary>
    public TimeBuckets OverTime { get; } = new(SparkBuckets, factor: 2, lanes: 1);

    internal void Add(in ClosedRun run, RunVerdict verdict, long originNs)
    {
        _counts.Add(run);
        IncompleteRuns += run is { HasEnter: true, Uncertain: false, NRunnableAtEnter: > 1 } && run.GuestExits < run.NRunnableAtEnter ? 1 : 0;
        OrphanRuns += run.HasEnter ? 0 : 1;
        MostThreads = Math.Max(MostThreads, Math.Max(run.NRunnableAtEnter, run.NRunnable));
        if (verdict.GangExit)
            AddGangExit(run, verdict, originNs);
    }

    internal void Add(in ForcedOut cost)
    {
        OutTimes.Add(cost.OutNs);
        ForcedOutBlockedNs = (long)Math.Min((ulong)ForcedOutBlockedNs + (ulong)cost.BlockedThreadNs, long.MaxValue);
    }

    /// <summary>Adds the growth of a VM's tally.</summary>
    internal void Add(in VmTally before, in VmTally now) => _counts.Add(before, now);

    /// <summary>Whether anything but losses was counted.</summary>
    internal bool IsSeen => _counts.Runs + _counts.OrphanExits + _counts.UnfinishedRuns + _counts.GangExitsPerTgid + _counts.ForcedOutNs + _counts.ForcedOutUntold > 0;

    private void AddGangExit(in ClosedRun run, RunVerdict verdict, long originNs)
    {
        GangExits++;
        Forced += verdict.Forced;
        UncertainGangExits += run.Uncertain ? 1 : 0;
        if (run.TriggerTrap == RunnerState.NoTrap)
            Triggers.AddUnknown();
        else
            Triggers.Add(run.TriggerTrap);
        OverTime.At(originNs, run.ExitNs)[0]++;
    }
}
