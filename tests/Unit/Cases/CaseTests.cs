using System.Text.Json;
using GangExitStream.Cli;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Cases;

/// <summary>Inputs of users (tests/Cases) with the correct result: counts, or a numbered refusal; never a wrong number with exit code 0.</summary>
public sealed class CaseTests
{
    private const string Ftrace = "188: 27 27 40";
    private const string PerfScript = "12258: 5 9 29, 12259: 1 1 3, 12257: 0 0 1";
    private const string Power8 = "287: 0 0 40";

    [Theory]
    [InlineData("Text/base.ftrace.txt", 0, 240, Ftrace)]
    [InlineData("Text/base.ftrace.txt.gz", 0, 240, Ftrace)]
    [InlineData("Text/console-prefix.txt", 0, 240, Ftrace)]
    [InlineData("Text/log-stamps.ftrace.txt", 0, 240, Ftrace)]
    [InlineData("Text/ts-diff.trace-cmd.txt", 0, 240, Ftrace)]
    [InlineData("Text/ticks.ftrace.txt", 0, 240, Ftrace)]
    [InlineData("Text/latency.ftrace.txt", 0, 240, Ftrace)]
    [InlineData("Text/unknown-trap.perf-script.txt", 3, 120, Power8)]
    [InlineData("Text/base.perf-script.txt", 0, 150, PerfScript)]
    [InlineData("Text/no-cpu.perf-script.txt", 0, 150, PerfScript)]
    [InlineData("Text/deltatime.perf-script.txt", 3, 150, PerfScript)]
    [InlineData("Text/base-power8.perf-script.txt", 0, 120, Power8)]
    [InlineData("Binary/base.perf.data.zst", 0, 1058, "287: 0 0 352")]
    [InlineData("Perf/two-cgroups.perf.data.zst", 0, 314, "13486: 21 21 32, 13487: 5 5 24")]
    public async Task A_form_of_the_base_has_its_counts(string file, int code, int events, string vms)
    {
        var run = await ReportAsync(file);
        Assert.Equal((code, events, vms), (run.Code, run.Objects.Single().GetProperty("events").GetInt32(), Vms(run.Objects.Single())));
    }

    [Theory]
    [InlineData("Perf/namespace-of-perf.perf.data.zst", 1024, "10794: 70 66 96, 10798: 19 19 24, 10797: 8 9 56")]
    [InlineData("Perf/namespace-of-vms.perf.data.zst", 1024, "2: 70 70 96, 6: 19 19 24, 3: 8 8 56")]
    [InlineData("Text/namespace-of-vms.perf-script.txt", 1024, "2: 70 70 96, 6: 19 19 24, 3: 8 8 56")]
    public async Task A_recorder_in_another_PID_namespace_gets_the_same_counts(string file, int events, string vms)
    {
        var run = await ReportAsync(file);
        Assert.Equal((ExitCode.Done, events, vms), (run.Code, run.Objects.Single().GetProperty("events").GetInt32(), Vms(run.Objects.Single())));
        Assert.Equal(0, run.Objects.Single().GetProperty("unattributed_exits").GetInt32());
    }

    [Theory]
    [InlineData("Perf/named-twice.perf.data.zst", 1024, "28351: 70 69 96, 28353: 19 19 24, 28352: 8 8 56", "kvm_hv:kvmppc_run_core was recorded 2 times")]
    [InlineData("Perf/exits-thrice.perf.data.zst", 1024, "3549: 70 69 96, 3590: 19 19 24, 3550: 8 8 56", "kvm_hv:kvm_guest_exit was recorded 3 times")]
    [InlineData("Text/tripled.ftrace.txt", 240, Ftrace, "480 lines repeat")]
    public async Task An_event_that_was_recorded_several_times_is_counted_once(string file, int events, string vms, string said)
    {
        var run = await ReportAsync(file);
        Assert.Equal((ExitCode.Damaged, events, vms), (run.Code, run.Objects.Single().GetProperty("events").GetInt32(), Vms(run.Objects.Single())));
        Assert.Contains("GX1029", run.Error, StringComparison.Ordinal);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Text/twice.ftrace.txt", Ftrace, "GX1014 at offset 29944")]
    [InlineData("Binary/two-pipes.perf.data", "188: 288 288 374", "GX1022 at offset 241656")]
    public async Task Two_recordings_are_counted_apart(string file, string vms, string seam)
    {
        var run = await ReportAsync(file);
        Assert.Equal(ExitCode.Damaged, run.Code);
        Assert.Equal([vms, vms], run.Objects.Select(Vms));
        Assert.Equal([1, 2], run.Objects.Select(part => part.GetProperty("part").GetInt32()));
        Assert.Contains(seam, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Text/two-hosts.trace-cmd.txt", "GX1015")]
    [InlineData("Text/no-event-names.perf-script.txt", "GX1011")]
    [InlineData("Text/none-of-ours.perf-script.txt", "GX1011")]
    [InlineData("Text/named-twice.perf-script.txt", "GX1029")]
    [InlineData("Text/no-thread-ids.perf-script.txt", "GX1030")]
    [InlineData("Text/no-time.perf-script.txt", "comm,pid,tid,cpu,time,event,trace")]
    [InlineData("Text/utf16.ftrace.txt", "iconv")]
    [InlineData("Text/base.ftrace.txt.xz", "xz -dc")]
    public async Task An_input_that_cannot_be_read_correctly_is_refused(string file, string said)
    {
        var run = await ReportAsync(file);
        Assert.Equal((ExitCode.Failed, ""), (run.Code, run.Output));
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Text/base.ftrace.txt", "gang_exits")]
    [InlineData("Text/power9-linux-5.10.perf-script.txt", "one_thread_a_run")]
    [InlineData("Binary/only-exits.perf.data", "not_recorded")]
    public async Task The_verdict_says_what_the_trace_can_tell(string file, string verdict)
    {
        var run = await ReportAsync(file);
        Assert.Equal((ExitCode.Done, verdict), (run.Code, run.Objects.Single().GetProperty("verdict").GetString()));
    }

    [Theory]
    [InlineData("Perf/frequency.perf.data", "-F")]
    [InlineData("Perf/leader-sampling.perf.data", ":S")]
    [InlineData("Perf/filter.perf.data", "--filter 'trap != 0x500'")]
    [InlineData("Perf/one-cpu.perf.data.zst", "GX1032: only the events of some CPUs were recorded (perf record -C 0)")]
    public async Task A_recorder_that_left_events_out_is_named(string file, string said)
    {
        var run = await ReportAsync(file);
        Assert.Equal(ExitCode.Damaged, run.Code);
        Assert.Contains("GX10", run.Error, StringComparison.Ordinal);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ticks_are_no_nanoseconds_until_their_rate_is_known()
    {
        var ticks = (await ReportAsync("Text/ticks.ftrace.txt")).Objects.Single();
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (ticks.GetProperty("first_ns").ValueKind, ticks.GetProperty("duration_ns").ValueKind));
        var known = (await ReportAsync("Text/ticks.ftrace.txt", "--clock-hz", "1000000")).Objects.Single();
        Assert.Equal(Ftrace, Vms(known));
        Assert.InRange(known.GetProperty("duration_ns").GetInt64(), 2_451_000_000, 2_452_000_000);
    }

    [Theory]
    [InlineData("Text/ticks.ftrace.txt", "vm")]
    [InlineData("Text/ticks.ftrace.txt", "vcore")]
    [InlineData("Text/ticks.ftrace.txt", "trap")]
    [InlineData("Text/ticks.ftrace.txt", "exit")]
    [InlineData("Text/deltatime.perf-script.txt", "vm")]
    [InlineData("Text/deltatime.perf-script.txt", "vcore")]
    [InlineData("Text/deltatime.perf-script.txt", "trap")]
    public async Task A_trace_without_nanoseconds_has_no_durations(string name, string by)
    {
        var trace = (await ReportAsync(name, "--by", by)).Objects.Single();
        Assert.All(Fields(trace).Where(field => field.Name.EndsWith("_ns", StringComparison.Ordinal)), field => Assert.Equal(JsonValueKind.Null, field.Value.ValueKind));
        var csv = (await GangexitRun.Of("report", PathOf(name), "--format", "csv", "--by", by)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToArray();
        var durations = Enumerable.Range(0, csv[0].Length).Where(column => csv[0][column].EndsWith("_ns", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(durations);
        Assert.All(csv[1..], row => Assert.All(durations, column => Assert.Equal("", row[column])));
    }

    private static IEnumerable<JsonProperty> Fields(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(field => Fields(field.Value).Prepend(field)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Fields),
        _ => [],
    };

    [Fact]
    public async Task A_header_names_the_host() =>
        Assert.Equal("vm", (await ReportAsync("Text/header.perf-script.txt")).Objects.Single().GetProperty("host").GetString());

    [Fact]
    public async Task Only_the_VMs_that_are_asked_for()
    {
        var run = await ReportAsync("Text/base.perf-script.txt", "--tgid", "12259", "--tgid", "12257");
        Assert.Equal("12259: 1 1 3, 12257: 0 0 1", Vms(run.Objects.Single()));
    }

    [Fact]
    public async Task A_packed_trace_that_is_cut_off_fails()
    {
        var whole = await File.ReadAllBytesAsync(PathOf("Text/base.ftrace.txt.gz"), TestContext.Current.CancellationToken);
        var run = await GangexitRun.OfStream(new MemoryStream(whole[..(whole.Length / 2)]), "report", "-", "--format", "json");
        Assert.NotEqual(ExitCode.Done, run.Code);
        Assert.NotEqual("", run.Error);
    }

    [Theory]
    [InlineData("power8-smt4.trace.dat", "tiny.perf.data")]
    [InlineData("power8-smt4.trace.dat", "power8-smt4.trace.dat")]
    [InlineData("power8-smt4.trace.dat", "../Cases/Text/base.ftrace.txt")]
    [InlineData("tiny.perf.data", "power8-smt4.trace.dat")]
    [InlineData("tiny.perf.data", "../Cases/Text/base.ftrace.txt")]
    public async Task What_follows_a_recording_is_named(string first, string second)
    {
        var ct = TestContext.Current.CancellationToken;
        var bytes = await File.ReadAllBytesAsync(RepoFiles.Trace(first), ct);
        var behind = await File.ReadAllBytesAsync(RepoFiles.Trace(second), ct);
        using var folder = new TemporaryFolder();
        var padded = await GangexitRun.Of("report", folder.Write("padded", [.. bytes, .. new byte[512]]));
        Assert.DoesNotContain("GX1031", padded.Error, StringComparison.Ordinal);
        var run = await GangexitRun.Of("report", folder.Write("both", [.. bytes, .. behind]));
        Assert.Equal(ExitCode.Damaged, run.Code);
        Assert.Contains($"GX1031 at offset {bytes.Length}: {behind.Length} bytes", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_that_is_cut_off_between_records_is_named()
    {
        var whole = await File.ReadAllBytesAsync(RepoFiles.Trace("power8-be-smt4.pipe.perf.data"), TestContext.Current.CancellationToken);
        var run = await GangexitRun.OfStream(new MemoryStream(whole[..161424]), "report", "-", "--format", "json");
        Assert.Equal(ExitCode.Damaged, run.Code);
        Assert.Contains("GX1003 at offset 161424: the pipe ends within one of perf's rounds", run.Error, StringComparison.Ordinal);
    }

    private static string PathOf(string file) => Path.Combine(RepoFiles.Root, "tests", "Cases", file);

    private static Task<GangexitRun> ReportAsync(string file, params string[] options) => GangexitRun.Of(["report", PathOf(file), "--format", "json", .. options]);

    private static string Vms(JsonElement trace) => string.Join(", ", trace.GetProperty("vms").EnumerateArray()
        .Select(vm => $"{vm.GetProperty("tgid")}: {vm.GetProperty("gang_exits")} {vm.GetProperty("gang_exits_per_tgid")} {vm.GetProperty("runs")}"));
}
