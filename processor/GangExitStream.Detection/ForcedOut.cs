using System.Runtime.InteropServices;

namespace GangExitStream.Detection;

/// <summary>The cost of one gang exit, known when its vcore enters the guest again. docs/semantics.md, "What gang exits cost".</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct ForcedOut
{
    /// <summary>Process of the VM.</summary>
    public int Tgid { get; init; }

    /// <summary>runner_vcpu of the gang exit's run.</summary>
    public int RunnerVcpu { get; init; }

    /// <summary>Threads forced out (vcore rule).</summary>
    public int Forced { get; init; }

    /// <summary>Trap of the trigger; <see cref="RunnerState.NoTrap"/>: not known.</summary>
    public int TriggerTrap { get; init; }

    /// <summary>Trace time of the run's first guest exit, in nanoseconds.</summary>
    public long SinceNs { get; init; }

    /// <summary>Trace time of the vcore's next Enter, in nanoseconds.</summary>
    public long UntilNs { get; init; }

    /// <summary>Time the vcore was out of the guest, in nanoseconds.</summary>
    public long OutNs => ThreadTime.Between(SinceNs, UntilNs);

    /// <summary><see cref="OutNs"/> times <see cref="Forced"/>.</summary>
    public long ThreadNs => ThreadTime.Of(OutNs, Forced);
}
