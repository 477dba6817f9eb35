using System.Globalization;
using System.Text.Json;
using CsCheck;
using GangExitStream.Reporting;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Report;

/// <summary>A part of a trace: <c>--since</c>, <c>--until</c>, <c>--tgid</c>, <c>--top</c>.</summary>
public sealed class SelectionTests
{
    private static readonly string[] AddedOfTrace = ["events", "guest_exits", "run_cores", "lost", "unattributed_exits"];

    private static readonly string[] Added =
        ["gang_exits", "gang_exits_per_tgid", "runs", "forced_threads", "cedes", "uncertain_runs", "orphan_exits", "unfinished_runs", "split_core_runs", "run_time_ns",
            "forced_out_ns", "forced_out_untold", "guest_thread_ns"];

    [Theory]
    [InlineData("lost.perf.data")]
    [InlineData("power8-2vm-smt2.perf.data")]
    [InlineData("tiny.perf-script.txt")]
    public void Adjacent_windows_add_up_to_the_whole(string name)
    {
        var path = Recordings.PathOf(name);
        var whole = Json("report", path, "--format", "json");
        var (first, last) = (whole.GetProperty("first_ns").GetInt64(), whole.GetProperty("last_ns").GetInt64());
        Gen.Long[first - 10, last + ((last - first) / 4)].Array[2].Sample(
            cuts =>
            {
                Array.Sort(cuts);
                JsonElement[] parts =
                [
                    Json("report", path, "--format", "json", "--until", Seconds(cuts[0])),
                    Json("report", path, "--format", "json", "--since", Seconds(cuts[0]), "--until", Seconds(cuts[1])),
                    Json("report", path, "--format", "json", "--since", Seconds(cuts[1])),
                ];
                foreach (var field in AddedOfTrace)
                    Assert.Equal(whole.GetProperty(field).GetInt64(), parts.Sum(part => part.GetProperty(field).GetInt64()));
                foreach (var field in Added)
                    Assert.Equal(OfVms(whole, field), parts.Sum(part => OfVms(part, field)));
            },
            iter: 20);
    }

    [Fact]
    public void A_VM_alone_has_the_rate_that_it_has_among_others()
    {
        var path = Recordings.PathOf("power8-2vm-smt2.perf.data");
        var (whole, alone) = (Json("report", path, "--format", "json"), Json("report", path, "--format", "json", "--tgid", "296"));
        Assert.Equal(whole.GetProperty("duration_ns").GetInt64(), alone.GetProperty("duration_ns").GetInt64());
        Assert.Equal(PerSecond(whole), PerSecond(alone));

        static double PerSecond(JsonElement trace) =>
            trace.GetProperty("vms").EnumerateArray().Single(vm => vm.GetProperty("tgid").GetInt32() == 296).GetProperty("gang_exits_per_s").GetDouble();
    }

    [Fact]
    public void Wall_time_names_the_same_moment()
    {
        var path = Recordings.PathOf("power8-2vm-smt2.perf.data");
        var whole = Json("report", path, "--format", "json");
        if (whole.GetProperty("wall_clock_offset_ns").ValueKind == JsonValueKind.Null)
            path = Recordings.AllPerfData().Select(Recordings.PathOf).First(p => Json("report", p, "--format", "json").GetProperty("wall_clock_offset_ns").ValueKind != JsonValueKind.Null);
        whole = Json("report", path, "--format", "json");
        var offset = whole.GetProperty("wall_clock_offset_ns").GetInt64();
        var ns = (whole.GetProperty("first_ns").GetInt64() + whole.GetProperty("last_ns").GetInt64()) / 2;
        var wall = DateTimeOffset.UnixEpoch.AddTicks((ns + offset) / 100);
        var traceNs = ((wall.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100) - offset;
        Assert.Equal(
            Json("report", path, "--format", "json", "--since", Seconds(traceNs)).ToString(),
            Json("report", path, "--format", "json", "--since", wall.ToString("yyyy-MM-ddTHH:mm:ss.fffffffK", CultureInfo.InvariantCulture)).ToString());
    }

    [Fact]
    public async Task Wall_time_where_the_trace_knows_none_is_refused_by_name()
    {
        var run = await GangexitRun.Of("report", Recordings.PathOf("tiny.perf-script.txt"), "--format", "json", "--until", "2026-01-01");
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("doesn't know the wall clock: give --since and --until in seconds", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12.000000001", 12_000_000_001, false)]
    [InlineData("-1.5", -1_500_000_000, false)]
    [InlineData("1970-01-01T00:00:01Z", 1_000_000_000, true)]
    [InlineData("1970-01-01T01:00:00.5+01:00", 500_000_000, true)]
    [InlineData("1970-01-02", 86_400_000_000_000, true)]
    public void A_time_is_trace_time_or_wall_time(string text, long ns, bool isWall)
    {
        Assert.True(TraceTime.TryParse(text, out var time));
        Assert.Equal(new TraceTime(ns, isWall), time);
        Assert.Equal(isWall ? ns - 7 : ns, time.On(new TraceInfo { Form = TraceForm.PerfFile, WallClockOffsetNs = 7 }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5s")]
    [InlineData("1e5")]
    [InlineData("99999999999")]
    [InlineData("2026-13-01")]
    public void An_invalid_time_is_refused(string text) => Assert.False(TraceTime.TryParse(text, out _));

    [Fact]
    public async Task Top_leaves_out_rows_and_says_how_many()
    {
        var path = Recordings.PathOf("small.perf.data");
        var all = Json("report", path, "--format", "json");
        var top = Json("report", path, "--format", "json", "--top", "1");
        Assert.Equal((1, 2), (top.GetProperty("vms").GetArrayLength(), top.GetProperty("vms_left_out").GetInt32()));
        Assert.Equal(all.GetProperty("vms")[0].ToString(), top.GetProperty("vms")[0].ToString());
        Assert.Equal(0, all.GetProperty("vms_left_out").GetInt32());
        Assert.Contains("and 2 VMs more", (await GangexitRun.Of("report", path, "--top", "1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_traces_have_a_total()
    {
        var one = await GangexitRun.Of("report", Recordings.Sample);
        var two = await GangexitRun.Of("report", Recordings.Sample, Recordings.PathOf("small.perf.data"));
        Assert.DoesNotContain("all 1 traces", one.Output, StringComparison.Ordinal);
        var gangExits = Json("report", Recordings.Sample, "--format", "json").GetProperty("vms").EnumerateArray()
            .Concat(Json("report", Recordings.PathOf("small.perf.data"), "--format", "json").GetProperty("vms").EnumerateArray())
            .Sum(vm => vm.GetProperty("gang_exits").GetInt64());
        var total = two.Output[two.Output.IndexOf("all 2 traces", StringComparison.Ordinal)..];
        Assert.Contains(gangExits.ToString("N0", CultureInfo.InvariantCulture), total.Split('\n').Single(line => line.StartsWith(" all", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_is_gang_exits_a_second_of_the_trace()
    {
        var trace = Json("report", Recordings.Sample, "--format", "json");
        var seconds = trace.GetProperty("duration_ns").GetInt64() / 1e9;
        Assert.Equal(trace.GetProperty("last_ns").GetInt64() - trace.GetProperty("first_ns").GetInt64(), trace.GetProperty("duration_ns").GetInt64());
        Assert.Equal(OfVms(trace, "gang_exits") / seconds, trace.GetProperty("gang_exits_per_s").GetDouble(), 0.001);
    }

    private static long OfVms(JsonElement trace, string field) => trace.GetProperty("vms").EnumerateArray().Sum(vm => vm.GetProperty(field).GetInt64());

    private static string Seconds(long ns) => (ns / 1_000_000_000m).ToString(CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_window_that_ends_before_it_begins_is_a_usage_error()
    {
        var run = await GangexitRun.Of("report", RepoFiles.Trace("tiny.perf.data"), "--since", "20", "--until", "10");
        Assert.Equal(Cli.ExitCode.Usage, run.Code);
        Assert.Contains("--since must be before --until", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Windows of a POWER8's recording in which no run has two threads, or in which one of the events doesn't occur.</summary>
    [Theory]
    [InlineData(null, "38", "one_thread_a_run", 18783)]
    [InlineData("90.377505858", "90.377589518", "gang_exits", 4)]
    [InlineData("48.143012634", "48.146961354", "gang_exits", 2)]
    public void The_verdict_knows_what_was_recorded_outside_of_the_window(string? since, string until, string verdict, int events)
    {
        var part = Json(["report", RepoFiles.Trace("samples/power8-smt4.perf.data"), "--format", "json", .. since is null ? [] : new[] { "--since", since }, "--until", until]);
        Assert.Equal((verdict, events), (part.GetProperty("verdict").GetString(), part.GetProperty("events").GetInt32()));
    }

    [Theory]
    [InlineData("--since", "90.873490261")]
    [InlineData("--until", "33.086458558")]
    public async Task A_window_without_events_has_no_counts_and_says_when_the_events_are(string option, string seconds)
    {
        string[] line = ["report", RepoFiles.Trace("samples/power8-smt4.perf.data"), option, seconds];
        var part = Json([.. line, "--format", "json"]);
        Assert.Equal(("nothing", 0, 0), (part.GetProperty("verdict").GetString(), part.GetProperty("events").GetInt32(), part.GetProperty("vms").GetArrayLength()));
        Assert.Contains("in the time that was asked for: the trace has them from 33.086459 to 90.873490", await Table(line), StringComparison.Ordinal);
    }

    // A warning may be wrapped.
    private static async Task<string> Table(string[] line) => string.Join(' ', (await GangexitRun.Of(line)).Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static JsonElement Json(params string[] args) => Assert.Single(GangexitRun.Of(args).GetAwaiter().GetResult().Objects);
}
