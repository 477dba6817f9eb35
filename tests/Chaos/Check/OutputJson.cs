using System.Text.Json;

namespace GangExitStream.Tests.Chaos.Check;

/// <summary>Reads what <c>gangexit watch --format json</c> and <c>gangexit report --format json</c> print.</summary>
internal static class OutputJson
{
    public static IEnumerable<GangExit> GangExits(IEnumerable<string> lines) => lines.Select(line => Parse(line, GangExit));

    public static IEnumerable<GangExitCount> Counts(IEnumerable<string> lines) => lines.Select(line => Parse(line, Count));

    /// <summary>The report's VMs of one trace: the fields that it has in common with counts; run time and losses among them or 0.</summary>
    public static IReadOnlyDictionary<int, VmCounts> Report(string line) => Parse(line, static root =>
        root.GetProperty("vms").EnumerateArray().ToDictionary(vm => vm.GetProperty("tgid").GetInt32(), vm => new VmCounts(RunCounts(vm), Triggers(vm))));

    private static T Parse<T>(string line, Func<JsonElement, T> read)
    {
        using var json = JsonDocument.Parse(line);
        return read(json.RootElement);
    }

    private static GangExit GangExit(JsonElement e) => new()
    {
        Host = Text(e, "host"),
        Source = Text(e, "source"),
        Tgid = (int)Number(e, "tgid"),
        RunnerTid = (int)Number(e, "runner_tid"),
        RunnerVcpu = (int)Number(e, "runner_vcpu"),
        Cpu = (int)Number(e, "cpu"),
        NRunnable = (int)Number(e, "n_runnable"),
        Ceded = (int)Number(e, "ceded"),
        Forced = (int)Number(e, "forced"),
        EnterNs = Number(e, "enter_ns"),
        ExitNs = Number(e, "exit_ns"),
        Trigger = e.GetProperty("trigger").GetString(),
        TriggerVcpu = e.GetProperty("trigger_vcpu") is { ValueKind: JsonValueKind.Number } vcpu ? vcpu.GetInt32() : null,
        Clock = Enum.Parse<ClockKind>(Text(e, "clock")),
        Uncertain = e.GetProperty("uncertain").GetBoolean(),
        Sequence = Number(e, "sequence"),
    };

    private static GangExitCount Count(JsonElement e) => new()
    {
        Host = Text(e, "host"),
        Source = Text(e, "source"),
        Tgid = (int)Number(e, "tgid"),
        WindowStartNs = Number(e, "window_start_ns"),
        WindowEndNs = Number(e, "window_end_ns"),
        Counts = RunCounts(e),
        Triggers = Triggers(e),
        Clock = Enum.Parse<ClockKind>(Text(e, "clock")),
        Final = e.GetProperty("final").GetBoolean(),
        HasRunCore = e.GetProperty("has_run_core").GetBoolean(),
    };

    private static RunCounts RunCounts(JsonElement e) => new()
    {
        Runs = Number(e, "runs"),
        GangExits = Number(e, "gang_exits"),
        GangExitsPerTgid = Number(e, "gang_exits_per_tgid"),
        ForcedThreads = Number(e, "forced_threads"),
        Cedes = Number(e, "cedes"),
        RunTimeNs = Number(e, "run_time_ns"),
        UncertainRuns = Number(e, "uncertain_runs"),
        OrphanExits = Number(e, "orphan_exits"),
        UnfinishedRuns = Number(e, "unfinished_runs"),
        SplitCoreRuns = Number(e, "split_core_runs"),
        Lost = e.TryGetProperty("lost", out var lost) ? lost.GetInt64() : 0,
        ForcedOutNs = Number(e, "forced_out_ns"),
        ForcedOutUntold = Number(e, "forced_out_untold"),
        GuestThreadNs = Number(e, "guest_thread_ns"),
    };

    private static TriggerCounts Triggers(JsonElement e)
    {
        var triggers = new TriggerCounts();
        foreach (var trigger in e.GetProperty("triggers").EnumerateObject())
            triggers.Add(trigger.Name, trigger.Value.GetInt64());
        return triggers;
    }

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString()!;

    private static long Number(JsonElement e, string name) => e.GetProperty(name).GetInt64();
}
