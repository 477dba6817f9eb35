namespace GangExitStream.Producer.Live;

/// <summary>
/// Whether this process is in the host's own PID namespace. In another one (a container's), events still have the host's thread ids, but /proc
/// has no threads of VMs outside of it, and perf's samples have no process ids for them.
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

    /// <summary>The problem of a recording with tracefs; null: none, or unknown.</summary>
    public static LiveProblem? CheckProc() => IsHosts ? null : Problem("/proc");

    internal static LiveProblem? Check(string recorder, string? ours) => ours is null or OfHost || Path.GetFileName(recorder) != "perf" ? null : Problem(recorder);

    private static LiveProblem Problem(string place) => new(
        LiveProblemId.OtherPidNamespace,
        place,
        "it has a PID namespace of its own: the VMs have no names, and guest exits of threads that never have a run_core (POWER9 and later) belong to no VM",
        "Run it on the host, or give the container --pid=host (Kubernetes: hostPID: true)");
}
