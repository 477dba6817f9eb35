using System.Text.RegularExpressions;
using GangExitStream.Detection;

namespace GangExitStream.Tests.Unit.Detect;

/// <summary>An example trace of docs/semantics.md and its expected result.</summary>
internal sealed partial record SemanticsCase(string Heading, IReadOnlyList<string> Trace, IReadOnlyList<string> Expected)
{
    public static IReadOnlyList<SemanticsCase> All { get; } = [.. Read(Repository.Lines("docs/semantics.md"))];

    /// <summary>Runs the detector over the trace, and words the outcome as the document does.</summary>
    public IReadOnlyList<string> Outcome()
    {
        var detector = new TraceDetector();
        var sink = new TotalsSink();
        detector.Process(PerfScriptText.Read(Trace), ref sink);
        detector.Finish();
        var vms = detector.Vms.Select(vm => $"VM {vm.Tgid}: {Words(sink, vm)}");
        string[] rest = detector.UnattributedExits == 0 ? [] : [$"unattributed: exits={detector.UnattributedExits}"];
        string[] verdict = detector.Vms.Count == 0 ? ["trace: not applicable"] : [];
        return [.. vms, .. rest, .. verdict];
    }

    /// <summary>What runs and gang exits take in time is named where the example is about it.</summary>
    private bool NamesCost => Expected.Any(line => line.Contains(" guest_thread_ns=", StringComparison.Ordinal));

    private static (string Name, long Value)[] Cost(TotalsSink sink, VmState vm, in RunCounts counts) =>
        [("forced_out_ns", counts.ForcedOutNs), ("forced_out_blocked_ns", sink.Costs.Where(cost => cost.Tgid == vm.Tgid).Sum(cost => cost.BlockedThreadNs)), ("forced_out_untold", counts.ForcedOutUntold), ("guest_thread_ns", counts.GuestThreadNs)];

    private string Words(TotalsSink sink, VmState vm)
    {
        var counts = sink.Counts(vm);
        (string Name, long Value)[] values =
        [
            ("forced_threads", counts.ForcedThreads), ("cedes", counts.Cedes), ("uncertain_runs", counts.UncertainRuns),
            ("orphan_exits", counts.OrphanExits), ("unfinished_runs", counts.UnfinishedRuns), ("split_core_runs", counts.SplitCoreRuns),
            ("lost", counts.Lost), .. NamesCost ? Cost(sink, vm, counts) : [],
        ];
        var always = $"runs={counts.Runs} gang_exits={counts.GangExits} gang_exits_per_tgid={counts.GangExitsPerTgid}";
        var others = values.Where(value => value.Value != 0).Select(value => $"{value.Name}={value.Value}");
        var triggers = sink.Runs.Where(run => run.Tgid == vm.Tgid && run.GangExit).Select(Trigger);
        return string.Join(' ', [always, .. others, .. triggers]);
    }

    private static string Trigger(ClosedRun run)
    {
        var trap = run.TriggerTrap == RunnerState.NoTrap ? "?" : TrapNames.Format(run.TriggerTrap);
        return $"trigger={trap}@{(run.TriggerVcpu == KvmEvent.Unknown ? "?" : run.TriggerVcpu)}";
    }

    private static IEnumerable<SemanticsCase> Read(string[] lines)
    {
        var heading = "";
        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at].StartsWith('#'))
                heading = lines[at].TrimStart('#', ' ');
            if (lines[at] != "```trace")
                continue;
            string[] trace = [.. lines.Skip(at + 1).TakeWhile(line => line != "```")];
            var after = lines.Skip(at + trace.Length + 2).SkipWhile(line => line.Length == 0);
            yield return new(heading, trace, [.. after.Select(line => Outcome(line)).TakeWhile(text => text is not null)!]);
        }
    }

    private static string? Outcome(string line) => OutcomeLine().Match(line) is { Success: true } found ? found.Groups[1].Value : null;

    [GeneratedRegex("^- `(.*)`$")]
    private static partial Regex OutcomeLine();
}
