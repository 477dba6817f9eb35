namespace GangExitStream.Producer.Live;

/// <summary>
/// Whether this process is in the host's own PID namespace. A perf in another one (a container's) records threads outside of
/// it without their ids, so that their exits belong to nobody; perf itself says nothing.
/// </summary>
public static class PidNamespace
{
    /// <summary>What the kernel has called the first one since there are several (PROC_PID_INIT_INO).</summary>
    private const string OfHost = "pid:[4026531836]";

    /// <summary>The problem, or null where there is none or nobody can tell.</summary>
    public static LiveProblem? Check(string recorder) => Check(recorder, Ours);

    /// <summary>Whether a process id of the host's is ours, too; true where nobody can tell.</summary>
    public static bool IsHosts => Ours is null or OfHost;

    private static string? Ours => new FileInfo("/proc/self/ns/pid").LinkTarget;

    /// <summary>The same for tracefs, whose events name the host's ids in any namespace: only /proc is another one.</summary>
    public static LiveProblem? CheckProc() => IsHosts ? null : new LiveProblem(
        LiveProblemId.OtherPidNamespace,
        "/proc",
        "it shows a PID namespace of its own: the VMs have no names, and guest exits of threads that never have a run_core (POWER9 and later) belong to no VM",
        "Run it on the host, or give the container --pid=host (Kubernetes: hostPID: true)");

    internal static LiveProblem? Check(string recorder, string? ours) => ours is null or OfHost || Path.GetFileName(recorder) != "perf"
        ? null
        : new LiveProblem(
            LiveProblemId.OtherPidNamespace,
            recorder,
            "it runs in a PID namespace of its own: threads of VMs outside of it are recorded without their ids, and their exits are not theirs",
            "Run it on the host, or give the container --pid=host");
}
