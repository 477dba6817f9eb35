using System.Runtime.InteropServices;

namespace GangExitStream.Detection;

/// <summary>What one gang exit cost, known when its vcore enters the guest again. docs/semantics.md, "What gang exits cost".</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct ForcedOut
{
    /// <summary>Process of the VM.</summary>
    public int Tgid { get; init; }

    /// <summary>runner_vcpu of the gang exit's run.</summary>
    public int RunnerVcpu { get; init; }

    /// <summary>Threads that it forced out (vcore rule).</summary>
    public int Forced { get; init; }

    /// <summary>Trap of its trigger, or <see cref="RunnerState.NoTrap"/>.</summary>
    public int TriggerTrap { get; init; }

    /// <summary>Trace time of the run's first guest exit.</summary>
    public long SinceNs { get; init; }

    /// <summary>Trace time of the vcore's next Enter.</summary>
    public long UntilNs { get; init; }

    /// <summary>The part of this time in which the vcore was blocked, nanoseconds; 0 where no kvmppc_vcore_blocked was recorded.</summary>
    public long BlockedNs { get; init; }

    /// <summary>The same, times the forced threads.</summary>
    public long BlockedThreadNs => ThreadTime.Of(BlockedNs, Forced);

    /// <summary>How long the vcore was out of the guest, nanoseconds.</summary>
    public long OutNs => ThreadTime.Between(SinceNs, UntilNs);

    /// <summary>The same, times the forced threads.</summary>
    public long ThreadNs => ThreadTime.Of(OutNs, Forced);
}
