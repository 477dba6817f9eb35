using System.Runtime.InteropServices;

namespace GangExitStream.Events;

/// <summary>
/// The detector's state of one vcpu that was a runner: its last run and, if that was a gang exit, the threads that have been out of the guest
/// since then. The same flat value is kept in memory and written to the changelog (<c>DetectorState.vcpus</c>).
/// </summary>
[StructLayout(LayoutKind.Auto)]
public record struct VcpuState
{
    /// <summary>The vcpu id: runner_vcpu of the run.</summary>
    public int Vcpu { get; set; }

    /// <summary>Trace time of the run's Exit, in nanoseconds.</summary>
    public long ExitNs { get; set; }

    /// <summary>Threads that the run's gang exit forced out; 0: none, or the vcore has entered the guest again.</summary>
    public int Forced { get; set; }

    /// <summary>Trace time of the run's first guest exit; valid when <see cref="Forced"/> is not 0.</summary>
    public long OutSinceNs { get; set; }

    /// <summary>The trap that triggered the gang exit, or <see cref="RunnerState.NoTrap"/>; valid when <see cref="Forced"/> is not 0.</summary>
    public int Trap { get; set; }
}
