using System.Runtime.InteropServices;

namespace GangExitStream.Detection;

/// <summary>
/// What a VM has had besides runs that ended, since it was first seen. It only grows: the difference of two tallies is what
/// happened in between, see <see cref="RunCountsExtensions.Add(ref RunCounts, in VmTally, in VmTally)"/>.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public record struct VmTally
{
    /// <summary>Guest exits outside of any run, and Exits without an Enter.</summary>
    public long OrphanExits { get; set; }

    /// <summary>Enters whose Exit never came.</summary>
    public long UnfinishedRuns { get; set; }

    /// <summary>Samples lost since the VM was first seen.</summary>
    public long Lost { get; set; }

    /// <summary>What gang exits cost, in nanoseconds of thread-time: see <see cref="RunCounts.ForcedOutNs"/>.</summary>
    public long ForcedOutNs { get; set; }

    /// <summary>Gang exits whose cost isn't known: see <see cref="RunCounts.ForcedOutUntold"/>.</summary>
    public long ForcedOutUntold { get; set; }
}
