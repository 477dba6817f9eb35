using System.Runtime.InteropServices;

namespace GangExitStream.Detection;

/// <summary>
/// Everything known of a run when its run_core Exit comes. Both attributions at once; docs/semantics.md has the rules.
/// An Exit without an Enter gives one too, with <see cref="HasEnter"/> false: it is no run, but the original script counts it.
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

    /// <summary>n_runnable of the Enter; 0 where there was no Enter. It falls until the Exit, for vcpus that go back to userspace.</summary>
    public int NRunnableAtEnter { get; init; }

    /// <summary>Guest exits since the Enter. Fewer than <see cref="NRunnableAtEnter"/>: some are not in the trace, since each thread that enters leaves with one.</summary>
    public int GuestExits { get; init; }

    /// <summary>Vcpus that had ceded: the guest exits' ceded flags since the Enter, summed.</summary>
    public int Ceded { get; init; }

    /// <summary>Trace time of the Enter, in nanoseconds; that of the Exit where there was no Enter.</summary>
    public long EnterNs { get; init; }

    /// <summary>Trace time of the first guest exit, in nanoseconds; below <see cref="EnterNs"/> where there was none.</summary>
    public long FirstExitNs { get; init; }

    /// <summary>Trace time of the Exit, in nanoseconds.</summary>
    public long ExitNs { get; init; }

    /// <summary>The run's Enter was seen; otherwise this is an orphan Exit.</summary>
    public bool HasEnter { get; init; }

    /// <summary>A gang exit by the per-run rule (attribution vcore).</summary>
    public bool GangExit { get; init; }

    /// <summary>A gang exit by the original script's rule (attribution tgid).</summary>
    public bool GangExitPerTgid { get; init; }

    /// <summary>The VM's cede count at the Exit, as the original script keeps it.</summary>
    public long CedesPerTgid { get; init; }

    /// <summary>Samples were lost on the run's CPU while it was open.</summary>
    public bool Uncertain { get; init; }

    /// <summary>Trap of the exit that forced the others, or <see cref="RunnerState.NoTrap"/> where the trace doesn't tell.</summary>
    public int TriggerTrap { get; init; }

    /// <summary>Vcpu of that exit, or <see cref="KvmEvent.Unknown"/>.</summary>
    public int TriggerVcpu { get; init; }

    /// <summary>Guest exits of vcores other than the runner's (split core).</summary>
    public int ForeignExits { get; init; }

    /// <summary>The part of <see cref="Ceded"/> that they brought.</summary>
    public int ForeignCeded { get; init; }

    /// <summary>Threads forced out by the gang exit (vcore rule): all but the ceded ones and the one that had to leave.</summary>
    public int Forced => GangExit ? NRunnable - Ceded - 1 : 0;

    /// <summary>Threads forced out by the gang exit as the original script sees it (tgid rule).</summary>
    public long ForcedPerTgid => GangExitPerTgid ? NRunnable - CedesPerTgid - 1 : 0;

    /// <summary>Time from Enter to Exit in nanoseconds; 0 where the clock went backwards, or forged times are too far apart.</summary>
    public long RunTimeNs => ExitNs > EnterNs ? Math.Max(0, ExitNs - EnterNs) : 0;

    /// <summary>
    /// Thread-time in the guest, nanoseconds: from Enter to the first guest exit, times n_runnable of the Enter. Threads that ceded on the way are
    /// in it, late joiners aren't: since when they were idle, or there, no event says.
    /// </summary>
    public long GuestThreadNs => HasEnter ? ThreadTime.Of(ThreadTime.Between(EnterNs, HasFirstExit ? FirstExitNs : ExitNs), NRunnableAtEnter) : 0;

    internal bool HasFirstExit => FirstExitNs >= EnterNs;

    /// <summary>What the vcore rule says with the other vcores' cedes left out.</summary>
    public bool VerdictWithoutForeign => HasEnter && GangRule.IsGangExit(NRunnable, (long)Ceded - ForeignCeded);
}
