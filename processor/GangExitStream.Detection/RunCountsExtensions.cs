namespace GangExitStream.Detection;

/// <summary>Adds what the detector found to counts, be they a window's or a whole trace's.</summary>
public static class RunCountsExtensions
{
    /// <summary>
    /// Adds a run that ended. An orphan Exit adds only what the original script makes of it; that it was an orphan is in the
    /// VM's tally.
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

    /// <summary>Adds what a VM's tally grew by between <paramref name="before"/> and <paramref name="now"/>.</summary>
    public static void Add(this ref RunCounts counts, in VmTally before, in VmTally now)
    {
        counts.OrphanExits += now.OrphanExits - before.OrphanExits;
        counts.UnfinishedRuns += now.UnfinishedRuns - before.UnfinishedRuns;
        counts.Lost += now.Lost - before.Lost;
        counts.ForcedOutNs += now.ForcedOutNs - before.ForcedOutNs;
        counts.ForcedOutUntold += now.ForcedOutUntold - before.ForcedOutUntold;
    }
}
