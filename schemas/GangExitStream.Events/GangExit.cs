using System.Runtime.InteropServices;

namespace GangExitStream.Events;

/// <summary>One gang exit: a run in which one thread had to leave the guest and other threads were forced out with it.</summary>
[StructLayout(LayoutKind.Auto)]
public record struct GangExit
{
    /// <summary>Name of the recorded host.</summary>
    public string Host { get; set; }

    /// <summary>Name of the trace file or the live recording of the host.</summary>
    public string Source { get; set; }

    /// <summary>Process id of the VM.</summary>
    public int Tgid { get; set; }

    /// <summary>Thread id of the run's runner thread.</summary>
    public int RunnerTid { get; set; }

    /// <summary>Vcpu id of the runner.</summary>
    public int RunnerVcpu { get; set; }

    /// <summary>Host CPU of the Exit event.</summary>
    public int Cpu { get; set; }

    /// <summary>Number of runnable vcpus at the Exit.</summary>
    public int NRunnable { get; set; }

    /// <summary>Number of vcpus that had ceded.</summary>
    public int Ceded { get; set; }

    /// <summary>Number of threads that were forced out.</summary>
    public int Forced { get; set; }

    /// <summary>Time of the Enter, nanoseconds on <see cref="Clock"/>.</summary>
    public long EnterNs { get; set; }

    /// <summary>Time of the Exit, nanoseconds on <see cref="Clock"/>.</summary>
    public long ExitNs { get; set; }

    /// <summary>Name of the trap that made the first thread leave; null: unknown.</summary>
    public string? Trigger { get; set; }

    /// <summary>Vcpu id of the thread with that trap; null: unknown.</summary>
    public int? TriggerVcpu { get; set; }

    /// <summary>The clock of the times.</summary>
    public ClockKind Clock { get; set; }

    /// <summary>Samples were lost on the run's CPU during the run, so the counts of this run may be wrong.</summary>
    public bool Uncertain { get; set; }

    /// <summary>Sequence number of the Exit event within (source, tgid).</summary>
    public long Sequence { get; set; }

    /// <summary>Name of the VM; null: unknown.</summary>
    public string? Vm { get; set; }
}
