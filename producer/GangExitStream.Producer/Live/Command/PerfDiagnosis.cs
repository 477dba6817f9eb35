using System.Collections.Immutable;

namespace GangExitStream.Producer.Live.Command;

/// <summary>Finds permanent errors in perf's messages, and the lines to quote.</summary>
internal static class PerfDiagnosis
{
    private const int QuotedLines = 4;

    /// <summary>The first match counts: perf reports a tracepoint without read permission as a syntax error as well.</summary>
    private static readonly ImmutableArray<(string Words, LiveProblemId Id)> Signs =
    [
        ("tracefs support", LiveProblemId.NoTracefs),
        ("tracefs mounted", LiveProblemId.NoTracefs),
        ("No permission", LiveProblemId.NotPermitted),
        ("Permission denied", LiveProblemId.NotPermitted),
        ("Operation not permitted", LiveProblemId.NotPermitted),
        ("perf_event_paranoid", LiveProblemId.NotPermitted),
        ("unknown tracepoint", LiveProblemId.NoSuchEvent),
        ("event syntax error", LiveProblemId.NoSuchEvent),
        ("unknown option", LiveProblemId.BadOption),
        ("unknown switch", LiveProblemId.BadOption),
        ("Unknown clockid", LiveProblemId.BadOption),
    ];

    /// <summary>The permanent error; null: none known.</summary>
    public static LiveProblemId? Find(ImmutableArray<string> lines)
    {
        foreach (var (words, id) in Signs)
        {
            if (lines.Any(line => line.Contains(words, StringComparison.OrdinalIgnoreCase)))
                return id;
        }
        return null;
    }

    /// <summary>The lines to quote, without perf's usage text and its final statistics.</summary>
    public static string Quote(ImmutableArray<string> lines)
    {
        var telling = lines
            .TakeWhile(line => !line.StartsWith("Usage:", StringComparison.Ordinal))
            .Where(line => !line.StartsWith("[ perf record:", StringComparison.Ordinal) && !line.StartsWith("Run 'perf list'", StringComparison.Ordinal))
            .ToList();
        return telling.Count == 0 ? "it said nothing" : $"it said: {string.Join(" | ", telling.TakeLast(QuotedLines)).TrimEnd('.')}";
    }

    public static string NextStep(LiveProblemId id) => id switch
    {
        LiveProblemId.CannotStart => "Install perf (Debian: linux-perf, Ubuntu: linux-tools, RHEL: perf), or name another recorder with --live-command",
        LiveProblemId.NotPermitted => "Recording a whole host needs root (or CAP_PERFMON and read access to tracefs): run it as root",
        LiveProblemId.NoSuchEvent => "No such tracepoints: is this a POWER host with KVM-HV, and is the module kvm_hv loaded? Look-alikes: --system",
        LiveProblemId.BadOption => "This perf lacks an option (--control=fifo came with 5.10, --synth with 5.15): give a --live-command without it",
        _ => "Mount it: mount -t tracefs none /sys/kernel/tracing",
    };
}
