using System.Runtime.InteropServices;

namespace GangExitStream.Events;

/// <summary>
/// The detector's state of one runner thread of a VM: its open run, if any. The same flat value is kept in memory and
/// written to the changelog (<c>DetectorState.runners</c>).
/// </summary>
[StructLayout(LayoutKind.Auto)]
public record struct RunnerState
{
    /// <summary>The trigger's trap is unknown: there is no candidate, or candidates of the same rank differ.</summary>
    public const int NoTrap = -1;

    /// <summary>Thread id of the runner.</summary>
    public int Tid { get; set; }

    /// <summary>A run is open: its Enter was seen, but not its Exit.</summary>
    public bool Open { get; set; }

    /// <summary>Samples were lost on the run's CPU during the run, so its values may be wrong.</summary>
    public bool Uncertain { get; set; }

    /// <summary>Trace time of the Enter.</summary>
    public long EnterNs { get; set; }

    /// <summary>Trace time of the open run's first guest exit; unknown when it is less than <see cref="EnterNs"/>.</summary>
    public long FirstExitNs { get; set; }

    /// <summary>Host CPU of the runner's last event.</summary>
    public int Cpu { get; set; }

    /// <summary>runner_vcpu of the Enter.</summary>
    public int RunnerVcpu { get; set; }

    /// <summary>n_runnable of the Enter.</summary>
    public int NRunnable { get; set; }

    /// <summary>Sum of the guest exits' ceded flags since the Enter.</summary>
    public int Ceded { get; set; }

    /// <summary>Number of guest exits since the Enter.</summary>
    public int GuestExits { get; set; }

    /// <summary>Number of guest exits since the Enter whose vcpu belongs to a vcore other than the runner's (split core).</summary>
    public int ForeignExits { get; set; }

    /// <summary>The part of <see cref="Ceded"/> from these foreign guest exits.</summary>
    public int ForeignCeded { get; set; }

    /// <summary>Rank of the best trigger candidate so far; see docs/semantics.md.</summary>
    public byte TriggerRank { get; set; }

    /// <summary>Trap of the best candidate, or <see cref="NoTrap"/> when candidates of the same rank differ.</summary>
    public int TriggerTrap { get; set; }

    /// <summary>Vcpu of the best candidate, or -1 when several vcpus have the same rank.</summary>
    public int TriggerVcpu { get; set; }
}
