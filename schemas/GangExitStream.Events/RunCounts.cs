using System.Runtime.InteropServices;

namespace GangExitStream.Events;

/// <summary>What is counted of a VM's runs: over a window (GangExitCount), or over a whole trace (report).</summary>
[StructLayout(LayoutKind.Auto)]
public record struct RunCounts
{
    /// <summary>Runs that ended: an Exit whose Enter was seen.</summary>
    public long Runs { get; set; }

    /// <summary>Gang exits by the per-run rule (attribution vcore).</summary>
    public long GangExits { get; set; }

    /// <summary>Gang exits by the original script's rule (attribution tgid).</summary>
    public long GangExitsPerTgid { get; set; }

    /// <summary>Threads forced out: over all gang exits, n_runnable at Exit less ceded less the one that had to leave.</summary>
    public long ForcedThreads { get; set; }

    /// <summary>Ceded vcpus, over all runs that ended.</summary>
    public long Cedes { get; set; }

    /// <summary>Time from Enter to Exit, over all runs that ended.</summary>
    public long RunTimeNs { get; set; }

    /// <summary>Runs that ended with a loss of samples on their CPU in between.</summary>
    public long UncertainRuns { get; set; }

    /// <summary>Guest exits outside of any run, and Exits without an Enter.</summary>
    public long OrphanExits { get; set; }

    /// <summary>Enters whose Exit never came.</summary>
    public long UnfinishedRuns { get; set; }

    /// <summary>Runs with guest exits of other vcores than the runner's (split core).</summary>
    public long SplitCoreRuns { get; set; }

    /// <summary>Samples lost while the VM was seen.</summary>
    public long Lost { get; set; }

    /// <summary>
    /// What gang exits cost (vcore rule, whatever the attribution): for each whose vcore has entered the guest again, its forced threads times
    /// the time from the run's first guest exit to that Enter. Nanoseconds of thread-time, at most what was lost.
    /// </summary>
    public long ForcedOutNs { get; set; }

    /// <summary>Gang exits whose cost isn't in <see cref="ForcedOutNs"/>: no next Enter was seen, or a loss lies before it.</summary>
    public long ForcedOutUntold { get; set; }

    /// <summary>Over all runs that ended: the time from the Enter to the first guest exit, times n_runnable of the Enter. Nanoseconds of thread-time.</summary>
    public long GuestThreadNs { get; set; }

    /// <summary>What gang exits cost, as a part of the thread-time in the guest and of it; null where there is neither.</summary>
    public readonly double? ForcedOutShare => ForcedOutShareOf(ForcedOutNs, GuestThreadNs);

    /// <summary>The same of sums, which may be larger than a long.</summary>
    public static double? ForcedOutShareOf(double forcedOutNs, double guestThreadNs) =>
        forcedOutNs + guestThreadNs is > 0 and var all ? forcedOutNs / all : null;
}
