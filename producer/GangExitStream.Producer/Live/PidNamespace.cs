namespace GangExitStream.Producer.Live;

/// <summary>
/// Checks whether this process is in the host's PID namespace. In another one (a container), events still have the host's thread ids, but
/// /proc lacks the threads of VMs outside of it, and perf's samples have no process ids for them.
/// </summary>
public static class PidNamespace
{
    /// <summary>The kernel's fixed id of the initial namespace (PROC_PID_INIT_INO).</summary>
    private const string OfHost = "pid:[4026531836]";

    /// <summary>The problem of a recording with perf; null: none, or unknown.</summary>
    public static LiveProblem? Check(string recorder) => Check(recorder, Ours);

    /// <summary>Whether this process has the host's process ids; true if unknown.</summary>
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
