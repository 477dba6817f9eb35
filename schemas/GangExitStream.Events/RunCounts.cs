using System.Runtime.InteropServices;

namespace GangExitStream.Events;

/// <summary>Counts of a VM's runs, over a window (GangExitCount) or over a whole trace (report).</summary>
[StructLayout(LayoutKind.Auto)]
public record struct RunCounts
{
    /// <summary>Finished runs: Exits whose Enter was seen.</summary>
    public long Runs { get; set; }

    /// <summary>Gang exits by the per-run rule (attribution vcore).</summary>
    public long GangExits { get; set; }

    /// <summary>Gang exits by the original script's rule (attribution tgid).</summary>
    public long GangExitsPerTgid { get; set; }

    /// <summary>Threads forced out: the sum over all gang exits of n_runnable at Exit - ceded - 1 (the thread that had to leave).</summary>
    public long ForcedThreads { get; set; }

    /// <summary>Ceded vcpus, over all finished runs.</summary>
    public long Cedes { get; set; }

    /// <summary>Nanoseconds from Enter to Exit, over all finished runs.</summary>
    public long RunTimeNs { get; set; }

    /// <summary>Finished runs during which samples were lost on their CPU.</summary>
    public long UncertainRuns { get; set; }

    /// <summary>Guest exits outside any run, and Exits without an Enter.</summary>
    public long OrphanExits { get; set; }

    /// <summary>Enters without an Exit.</summary>
    public long UnfinishedRuns { get; set; }

    /// <summary>Runs with guest exits of vcores other than the runner's (split core).</summary>
    public long SplitCoreRuns { get; set; }

    /// <summary>Samples lost since the VM's first event.</summary>
    public long Lost { get; set; }

    /// <summary>
    /// Upper bound of the thread-time that gang exits cost, in nanoseconds: for each gang exit by the per-run rule, its forced threads times
    /// the time from the run's first guest exit to the vcore's next Enter.
    /// </summary>
    public long ForcedOutNs { get; set; }

    /// <summary>Gang exits whose cost is not in <see cref="ForcedOutNs"/>: no next Enter was seen, or samples were lost before it.</summary>
    public long ForcedOutUntold { get; set; }

    /// <summary>Thread-time in the guest, in nanoseconds: over all finished runs, the time from Enter to the first guest exit times n_runnable.</summary>
    public long GuestThreadNs { get; set; }

    /// <summary><see cref="ForcedOutNs"/> / (<see cref="ForcedOutNs"/> + <see cref="GuestThreadNs"/>); null when both are 0.</summary>
    public readonly double? ForcedOutShare => ForcedOutShareOf(ForcedOutNs, GuestThreadNs);

    /// <summary><see cref="ForcedOutShare"/> of sums, which may exceed a long.</summary>
    public static double? ForcedOutShareOf(double forcedOutNs, double guestThreadNs) =>
        forcedOutNs + guestThreadNs is > 0 and var all ? forcedOutNs / all : null;
}
