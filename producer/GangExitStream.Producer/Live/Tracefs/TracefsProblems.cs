namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>Problems of recording with tracefs, and their next steps.</summary>
internal static class TracefsProblems
{
    private const string LockdownFile = "/sys/kernel/security/lockdown";

    public static LiveProblem NotMounted() => IsLockedDown() ?? new(
        LiveProblemId.NoTracefs, "tracefs", "it isn't mounted", "Mount it: mount -t tracefs none /sys/kernel/tracing");

    public static LiveProblem NoSuchEvent(string place, string system) => IsLockedDown() ?? new(
        LiveProblemId.NoSuchEvent,
        place,
        $"this kernel has no such tracepoint of {system}",
        "Is this a POWER host with KVM-HV, and is the module kvm_hv loaded (modprobe kvm_hv)? Look-alikes: --system");

    public static LiveProblem UnusableFormats(string place, string problem) => new(
        LiveProblemId.UnusableFormats, place, problem, "Please report it with that file (.github/ISSUE_TEMPLATE/trace.md); --recorder perf may work");

    /// <summary>The problem of a failed file access.</summary>
    public static LiveProblem Of(string place, Exception e) => IsLockedDown() ?? (e is UnauthorizedAccessException
        ? new LiveProblem(LiveProblemId.NotPermitted, place, Words(e), "Recording with tracefs needs root (CAP_DAC_OVERRIDE is enough) and a tracefs that isn't mounted read-only; --recorder perf needs CAP_PERFMON and CAP_DAC_READ_SEARCH only")
        : new LiveProblem(LiveProblemId.Refused, place, Words(e), NextStepFor(place)));

    /// <summary>With lockdown=confidentiality the kernel forbids tracing, also to root: tracefs is empty, or its files can't be opened.</summary>
    private static LiveProblem? IsLockedDown()
    {
        try
        {
            return IsLockedDown(File.ReadAllText(LockdownFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // a kernel without lockdown
        }
    }

    /// <summary>Checks the file's text: <c>none integrity [confidentiality]</c>.</summary>
    internal static LiveProblem? IsLockedDown(string lockdown) => lockdown.Contains("[confidentiality]", StringComparison.Ordinal)
        ? new LiveProblem(
            LiveProblemId.LockedDown,
            LockdownFile,
            "the kernel is locked down (confidentiality): tracing is forbidden, also for root and with perf",
            "Boot this host with lockdown=integrity or none, if its rules allow it")
        : null;

    private static string NextStepFor(string place) => Path.GetFileName(place) switch
    {
        "trace_clock" => "This kernel's tracefs has no clock mono (Linux 4.1 has): --recorder perf",
        "buffer_size_kb" => "Give a smaller --buffer-size-kb: the memory is taken for each CPU",
        _ => "Another tool may be using tracefs; --recorder perf does without it",
    };

    private static string Words(Exception e) => e.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
