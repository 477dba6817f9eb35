using System.Runtime.InteropServices;

namespace GangExitStream.Events;

/// <summary>One gang exit: a run that forced more threads out of the guest than the one that had to leave.</summary>
[StructLayout(LayoutKind.Auto)]
public record struct GangExit
{
    /// <summary>Name of the recorded host.</summary>
    public string Host { get; set; }

    /// <summary>Names one trace file or one live recording of the host.</summary>
    public string Source { get; set; }

    /// <summary>Process id of the VM.</summary>
    public int Tgid { get; set; }

    /// <summary>Thread id of the run's runner.</summary>
    public int RunnerTid { get; set; }

    /// <summary>The runner's vcpu.</summary>
    public int RunnerVcpu { get; set; }

    /// <summary>CPU of the Exit.</summary>
    public int Cpu { get; set; }

    /// <summary>Runnable vcpus at the Exit.</summary>
    public int NRunnable { get; set; }

    /// <summary>Vcpus that had ceded.</summary>
    public int Ceded { get; set; }

    /// <summary>Threads forced out.</summary>
    public int Forced { get; set; }

    /// <summary>Time of the Enter, nanoseconds on <see cref="Clock"/>.</summary>
    public long EnterNs { get; set; }

    /// <summary>Time of the Exit, nanoseconds on <see cref="Clock"/>.</summary>
    public long ExitNs { get; set; }

    /// <summary>Name of the trap that made the first thread leave, where the trace tells.</summary>
    public string? Trigger { get; set; }

    /// <summary>The vcpu whose trap it was, where the trace tells.</summary>
    public int? TriggerVcpu { get; set; }

    /// <summary>What the times are.</summary>
    public ClockKind Clock { get; set; }

    /// <summary>A loss on the run's CPU came while it was open.</summary>
    public bool Uncertain { get; set; }

    /// <summary>Sequence number of the Exit within (source, tgid).</summary>
    public long Sequence { get; set; }

    /// <summary>Name of the VM, where it is known.</summary>
    public string? Vm { get; set; }
}
