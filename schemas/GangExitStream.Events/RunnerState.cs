using System.Runtime.InteropServices;

namespace GangExitStream.Events;

/// <summary>
/// What the detector remembers of one runner thread of one VM: its open run, if there is one. The same flat value is the
/// detector's memory and the changelog's record (<c>DetectorState.runners</c>).
/// </summary>
[StructLayout(LayoutKind.Auto)]
public record struct RunnerState
{
    /// <summary>Trap of a trigger that the trace doesn't tell: none, or several different ones.</summary>
    public const int NoTrap = -1;

    /// <summary>Thread id of the runner.</summary>
    public int Tid { get; set; }

    /// <summary>A run is open: its Enter was seen, its Exit not yet.</summary>
    public bool Open { get; set; }

    /// <summary>A loss on the run's CPU came while it was open: what we know of it may be wrong.</summary>
    public bool Uncertain { get; set; }

    /// <summary>Trace time of the Enter.</summary>
    public long EnterNs { get; set; }

    /// <summary>Trace time of the open run's first guest exit; not known where it is below <see cref="EnterNs"/>.</summary>
    public long FirstExitNs { get; set; }

    /// <summary>CPU on which the runner was last seen.</summary>
    public int Cpu { get; set; }

    /// <summary>runner_vcpu of the Enter.</summary>
    public int RunnerVcpu { get; set; }

    /// <summary>n_runnable of the Enter.</summary>
    public int NRunnable { get; set; }

    /// <summary>Sum of the guest exits' ceded flags since the Enter.</summary>
    public int Ceded { get; set; }

    /// <summary>Guest exits since the Enter.</summary>
    public int GuestExits { get; set; }

    /// <summary>Guest exits since the Enter whose vcpu belongs to another vcore than the runner's (split core).</summary>
    public int ForeignExits { get; set; }

    /// <summary>The part of <see cref="Ceded"/> that those foreign guest exits brought.</summary>
    public int ForeignCeded { get; set; }

    /// <summary>How much the best trigger candidate so far explains; see docs/semantics.md.</summary>
    public byte TriggerRank { get; set; }

    /// <summary>Trap of the best candidate, or <see cref="NoTrap"/> where candidates of the same rank disagree.</summary>
    public int TriggerTrap { get; set; }

    /// <summary>Vcpu of the best candidate, or -1 where several vcpus share its rank.</summary>
    public int TriggerVcpu { get; set; }
}
