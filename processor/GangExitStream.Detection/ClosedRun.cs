using System.Runtime.InteropServices;

namespace GangExitStream.Detection;

/// <summary>
/// A run as known at its run_core Exit, judged by both attributions (docs/semantics.md). An Exit without an Enter is reported as
/// well, with <see cref="HasEnter"/> false: it is no run, but the original script counts it.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct ClosedRun
{
    /// <summary>Process of the VM.</summary>
    public int Tgid { get; init; }

    /// <summary>Thread that ran the vcore.</summary>
    public int RunnerTid { get; init; }

    /// <summary>runner_vcpu of the Exit.</summary>
    public int RunnerVcpu { get; init; }

    /// <summary>CPU of the Exit.</summary>
    public int Cpu { get; init; }

    /// <summary>n_runnable of the Exit.</summary>
    public int NRunnable { get; init; }

    /// <summary>n_runnable of the Enter; 0 without an Enter. It can be larger than <see cref="NRunnable"/>: vcpus that return to userspace leave the run.</summary>
    public int NRunnableAtEnter { get; init; }

    /// <summary>Guest exits since the Enter. Each thread that enters has one, so fewer than <see cref="NRunnableAtEnter"/> means that some are missing in the trace.</summary>
    public int GuestExits { get; init; }

    /// <summary>Vcpus that had ceded: the sum of the guest exits' ceded flags since the Enter.</summary>
    public int Ceded { get; init; }

    /// <summary>Trace time of the Enter, in nanoseconds; that of the Exit without an Enter.</summary>
    public long EnterNs { get; init; }

    /// <summary>Trace time of the first guest exit, in nanoseconds; below <see cref="EnterNs"/> without one.</summary>
    public long FirstExitNs { get; init; }

    /// <summary>Trace time of the Exit, in nanoseconds.</summary>
    public long ExitNs { get; init; }

    /// <summary>Whether the run's Enter was seen; false: an orphan Exit.</summary>
    public bool HasEnter { get; init; }

    /// <summary>Whether it is a gang exit by the per-run rule (<see cref="Attribution.Vcore"/>).</summary>
    public bool GangExit { get; init; }

    /// <summary>Whether it is a gang exit by the original script's rule (<see cref="Attribution.Tgid"/>).</summary>
    public bool GangExitPerTgid { get; init; }

    /// <summary>The VM's cede count at the Exit by the original script's rule.</summary>
    public long CedesPerTgid { get; init; }

    /// <summary>Whether samples were lost on the run's CPU while it was open.</summary>
    public bool Uncertain { get; init; }

    /// <summary>Trap of the guest exit that forced the others out; <see cref="RunnerState.NoTrap"/>: not known.</summary>
    public int TriggerTrap { get; init; }

    /// <summary>Vcpu of that guest exit; <see cref="KvmEvent.Unknown"/>: not known.</summary>
    public int TriggerVcpu { get; init; }

    /// <summary>Guest exits of vcores other than the runner's (split core).</summary>
    public int ForeignExits { get; init; }

    /// <summary>The part of <see cref="Ceded"/> that comes from <see cref="ForeignExits"/>.</summary>
    public int ForeignCeded { get; init; }

    /// <summary>Threads forced out by the gang exit (vcore rule): all but the ceded ones and the one that had to leave.</summary>
    public int Forced => GangExit ? NRunnable - Ceded - 1 : 0;

    /// <summary>Threads forced out by the gang exit (tgid rule).</summary>
    public long ForcedPerTgid => GangExitPerTgid ? NRunnable - CedesPerTgid - 1 : 0;

    /// <summary>Time from Enter to Exit in nanoseconds; 0 if the clock went backwards or the difference overflows (forged times).</summary>
    public long RunTimeNs => ExitNs > EnterNs ? Math.Max(0, ExitNs - EnterNs) : 0;

    /// <summary>
    /// Thread-time in the guest, in nanoseconds: from Enter to the first guest exit, times n_runnable of the Enter. It includes threads that
    /// ceded in between and excludes threads that joined later, since no event has these times.
    /// </summary>
    public long GuestThreadNs => HasEnter ? ThreadTime.Of(ThreadTime.Between(EnterNs, HasFirstExit ? FirstExitNs : ExitNs), NRunnableAtEnter) : 0;

    internal bool HasFirstExit => FirstExitNs >= EnterNs;

    /// <summary>The vcore rule without the cedes of other vcores.</summary>
    public bool VerdictWithoutForeign => HasEnter && GangRule.IsGangExit(NRunnable, (long)Ceded - ForeignCeded);
}
