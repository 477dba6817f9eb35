using System.Text.Json;
using GangExitStream.Tests.Shared;
using GangExitStream.Tests.Unit.Detect;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Report;

/// <summary><c>forced_out_blocked_ns</c>: the time that vcores were blocked (kvmppc_vcore_blocked) while threads were forced out.</summary>
public sealed class BlockedTimeTests
{
    private const string All = "power8-2vm-smt2.all-kvm_hv.perf.data";

    private static IReadOnlyList<string> Example { get; } =
        Assert.Single(SemanticsCase.All, example => example.Heading == "The vcore is blocked before its next Enter").Trace;

    [Fact]
    public async Task It_is_told_apart_and_not_subtracted()
    {
        using var folder = new TemporaryFolder();
        var vm = Vm(await GangexitRun.Of("report", folder.WriteLines("blocked.txt", Example), "--format", "json"));
        Assert.Equal(1_000_000, vm.GetProperty("forced_out_ns").GetInt64());
        Assert.Equal(600_000, vm.GetProperty("forced_out_blocked_ns").GetInt64());
    }

    [Fact]
    public async Task CSV_and_the_table_have_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.WriteLines("blocked.txt", Example);
        var csv = (await GangexitRun.Of("report", path, "--format", "csv")).Output.Split("\r\n");
        Assert.Equal("600000", csv[1].Split(',')[Array.IndexOf(csv[0].Split(','), "forced_out_blocked_ns")]);
        Assert.Contains("600 us of it while the vcore was blocked", (await GangexitRun.Of("report", path)).Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_that_another_vcore_of_the_VM_has_is_not_in_it()
    {
        using var folder = new TemporaryFolder();
        var lines = Example.Select(line => line.Contains("vcore_blocked", StringComparison.Ordinal) ? line.Replace("runner_vcpu=1 ", "runner_vcpu=2 ", StringComparison.Ordinal) : line);
        var vm = Vm(await GangexitRun.Of("report", folder.WriteLines("blocked.txt", lines), "--format", "json"));
        Assert.Equal(0, vm.GetProperty("forced_out_blocked_ns").GetInt64());
    }

    [Fact]
    public async Task Where_the_event_was_not_recorded_it_is_unknown()
    {
        Assert.Equal(JsonValueKind.Null, Vm(await GangexitRun.Of("report", Recordings.PathOf("power8-2vm-smt2.perf.data"), "--format", "json")).GetProperty("forced_out_blocked_ns").ValueKind);
        Assert.Equal(0, Vm(await GangexitRun.Of("report", Recordings.PathOf(All), "--format", "json")).GetProperty("forced_out_blocked_ns").GetInt64());
    }

    // perf script has 2,296 lines of this event: 1,148 Enters and as many Exits, of both VMs.
    [Fact]
    public void All_of_a_recordings_waits_are_read()
    {
        var trace = TraceReading.ReadAll(File.ReadAllBytes(Recordings.PathOf(All)), TraceOptions.Default with { WithEntries = true });
        var waits = trace.Events.Where(e => e.Kind is KvmEventKind.Blocked or KvmEventKind.Unblocked).ToList();
        Assert.Equal(2_296, waits.Count);
        Assert.Equal(1_148, waits.Count(e => e.Kind == KvmEventKind.Unblocked));
        Assert.Equal([295, 296], waits.Select(e => e.Tgid).Distinct().Order());
        Assert.Equal(8_434, trace.Summary.RunCores);
    }

    private static JsonElement Vm(GangexitRun run) => run.Objects[0].GetProperty("vms")[0];
}
