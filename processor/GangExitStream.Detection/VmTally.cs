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
}
