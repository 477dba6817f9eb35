using System.Runtime.InteropServices;

namespace GangExitStream.Detection;

/// <summary>
/// Counts of a VM, apart from runs that ended, since it was first seen. They only grow, so a window's counts are the difference of two
/// tallies: see <see cref="RunCountsExtensions.Add(ref RunCounts, in VmTally, in VmTally)"/>.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public record struct VmTally
{
    /// <summary>Guest exits outside of any run, and Exits without an Enter.</summary>
    public long OrphanExits { get; set; }

    /// <summary>Enters without an Exit.</summary>
    public long UnfinishedRuns { get; set; }

    /// <summary>Samples lost since the VM was first seen.</summary>
    public long Lost { get; set; }

    /// <summary>What gang exits cost, in nanoseconds of thread-time: see <see cref="RunCounts.ForcedOutNs"/>.</summary>
    public long ForcedOutNs { get; set; }

    /// <summary>Gang exits of unknown cost: see <see cref="RunCounts.ForcedOutUntold"/>.</summary>
    public long ForcedOutUntold { get; set; }
}
