namespace GangExitStream.Detection;

/// <summary>Adds the detector's results to the counts of a window or of a whole trace.</summary>
public static class RunCountsExtensions
{
    /// <summary>
    /// Adds a run that ended. An orphan Exit adds only to <see cref="RunCounts.GangExitsPerTgid"/>; the VM's tally counts it as an orphan.
    /// </summary>
    public static void Add(this ref RunCounts counts, in ClosedRun run)
    {
        counts.GangExitsPerTgid += run.GangExitPerTgid ? 1 : 0;
        if (!run.HasEnter)
            return;
        counts.Runs++;
        counts.GangExits += run.GangExit ? 1 : 0;
        counts.ForcedThreads += run.Forced;
        counts.Cedes += run.Ceded;
        counts.RunTimeNs += run.RunTimeNs;
        counts.GuestThreadNs = ThreadTime.Add(counts.GuestThreadNs, run.GuestThreadNs);
        counts.UncertainRuns += run.Uncertain ? 1 : 0;
        counts.SplitCoreRuns += run.ForeignExits > 0 ? 1 : 0;
    }

    /// <summary>Adds the growth of a VM's tally from <paramref name="before"/> to <paramref name="now"/>.</summary>
    public static void Add(this ref RunCounts counts, in VmTally before, in VmTally now)
    {
        counts.OrphanExits += now.OrphanExits - before.OrphanExits;
        counts.UnfinishedRuns += now.UnfinishedRuns - before.UnfinishedRuns;
        counts.Lost += now.Lost - before.Lost;
        counts.ForcedOutNs += now.ForcedOutNs - before.ForcedOutNs;
        counts.ForcedOutUntold += now.ForcedOutUntold - before.ForcedOutUntold;
    }
}
