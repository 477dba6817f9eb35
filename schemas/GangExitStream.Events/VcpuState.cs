using System.Runtime.InteropServices;

namespace GangExitStream.Events;

/// <summary>
/// What the detector remembers of one vcpu that has run its vcore: its last run, and, where that was a gang exit, the threads that are out of
/// the guest since. The same flat value is the detector's memory and the changelog's record (<c>DetectorState.vcpus</c>).
/// </summary>
[StructLayout(LayoutKind.Auto)]
public record struct VcpuState
{
    /// <summary>The vcpu: runner_vcpu of the run.</summary>
    public int Vcpu { get; set; }

    /// <summary>Trace time of the run's Exit.</summary>
    public long ExitNs { get; set; }

    /// <summary>Threads that the run's gang exit forced out, until the vcore's next Enter; 0: none, or that has come.</summary>
    public int Forced { get; set; }

    /// <summary>Trace time of the run's first guest exit, where <see cref="Forced"/> isn't 0.</summary>
    public long OutSinceNs { get; set; }

    /// <summary>What triggered the gang exit, or <see cref="RunnerState.NoTrap"/>; where <see cref="Forced"/> isn't 0.</summary>
    public int Trap { get; set; }
}
