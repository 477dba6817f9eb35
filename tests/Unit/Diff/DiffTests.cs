using System.Text.Json;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Diff;

/// <summary><c>gangexit diff</c> on recordings.</summary>
public class DiffTests
{
    private static readonly string[] Rows = ["vm", "trap", "vcore"];
    private static readonly string[] Sides = ["before", "after"];
    private static readonly string?[] Nothing = ["noise", "too_few"];
    private static readonly string?[] Alone = ["only_before", "only_after"];

    public static TheoryData<string> Traces => ["small.perf.data", "lost.perf.data", "power8-2vm-smt2.perf.data", "power8-be-smt4.perf.data", "power8-be-smt4.ftrace.txt", "power9-nested.compressed.perf.data", "ppc64le-uprobe.compressed.perf.data"];

    [Theory]
    [MemberData(nameof(Traces))]
    public async Task A_trace_does_not_differ_from_itself(string trace)
    {
        var path = Recordings.PathOf(trace);
        foreach (var by in Rows)
        {
            var run = await GangexitRun.Of("diff", path, path, "--by", by, "--format", "json");
            Assert.True(run.Code is 0 or 3);
            Assert.All(Verdicts(run.Objects[0]), verdict => Assert.Contains(verdict, Nothing));
        }
    }

    [Fact]
    public async Task Numbers_are_those_of_the_reports()
    {
        string[] paths = [Recordings.PathOf("small.perf.data"), Recordings.PathOf("lost.perf.data")];
        var diff = (await GangexitRun.Of(["diff", .. paths, "--match", "total", "--format", "json"])).Objects[0];
        var reports = (await GangexitRun.Of(["report", .. paths, "--format", "json"])).Objects;
        foreach (var (side, report) in Sides.Zip(reports))
        {
            var vms = report.GetProperty("vms").EnumerateArray().ToList();
            var gangExits = vms.Sum(vm => vm.GetProperty("gang_exits").GetDouble());
            var seconds = report.GetProperty("duration_ns").GetDouble() / 1e9;
            Assert.Equal(gangExits, diff.GetProperty(side).GetProperty("gang_exits").GetDouble());
            Assert.Equal(gangExits / seconds, Total("gang_exits_per_s", side), 6);
            Assert.Equal(gangExits / vms.Sum(vm => vm.GetProperty("runs").GetDouble()), Total("share_of_runs", side), 6);
            Assert.Equal(report.GetProperty("guest_exits").GetDouble() / seconds, Total("guest_exits_per_s", side), 6);
            var forcedOut = vms.Sum(vm => vm.GetProperty("forced_out_ns").GetDouble());
            Assert.Equal(forcedOut / (forcedOut + vms.Sum(vm => vm.GetProperty("guest_thread_ns").GetDouble())), Total("lost_share", side), 6);
        }
        Assert.Empty(diff.GetProperty("rows").EnumerateArray());

        double Total(string metric, string side) => diff.GetProperty("total").GetProperty(metric).GetProperty(side).GetDouble();
    }

    [Fact]
    public async Task What_was_lost_is_by_VM_and_by_trap_that_of_the_reports()
    {
        string[] paths = [Recordings.PathOf("small.perf.data"), Recordings.PathOf("power8-be-smt4.perf.data")];
        var reports = (await GangexitRun.Of(["report", .. paths, "--format", "json"])).Objects;
        var vms = (await GangexitRun.Of(["diff", .. paths, "--format", "json"])).Objects[0].GetProperty("rows").EnumerateArray().ToList();
        foreach (var (side, report) in Sides.Zip(reports))
        {
            foreach (var vm in report.GetProperty("vms").EnumerateArray())
            {
                var row = Assert.Single(vms, row => row.GetProperty("tgid_" + side).ToString() == vm.GetProperty("tgid").ToString());
                Assert.Equal(vm.GetProperty("forced_out_share").GetDouble(), row.GetProperty("lost_share").GetProperty(side).GetDouble(), 6);
            }
        }
        var traps = (await GangexitRun.Of(["diff", .. paths, "--by", "trap", "--format", "json"])).Objects[0];
        foreach (var side in Sides)
            Assert.Equal(traps.GetProperty("total").GetProperty("lost_share").GetProperty(side).GetDouble(), traps.GetProperty("rows").EnumerateArray().Sum(row => row.GetProperty("lost_share").GetProperty(side).GetDouble()), 6);
        var longest = traps.GetProperty("rows").EnumerateArray().MaxBy(row => row.GetProperty("lost_share").GetProperty("after").GetDouble());
        Assert.Equal("HV_DECREMENTER", longest.GetProperty("trap").GetString());
    }

    [Fact]
    public async Task What_was_lost_is_by_vcore_that_of_the_reports()
    {
        string[] paths = [Recordings.PathOf("power8-2vm-smt2.perf.data"), Recordings.PathOf("small.perf.data")];
        var reports = (await GangexitRun.Of(["report", .. paths, "--by", "vcore", "--format", "json"])).Objects;
        var rows = (await GangexitRun.Of(["diff", .. paths, "--by", "vcore", "--format", "json"])).Objects[0].GetProperty("rows").EnumerateArray().ToList();
        foreach (var (side, report) in Sides.Zip(reports))
        {
            foreach (var vcore in report.GetProperty("vcores").EnumerateArray())
            {
                var row = Assert.Single(rows, row => row.GetProperty("tgid_" + side).ToString() == vcore.GetProperty("tgid").ToString() && row.GetProperty("vcore").ToString() == vcore.GetProperty("vcore").ToString());
                var (forcedOut, inGuest) = (vcore.GetProperty("forced_out_ns").GetDouble(), vcore.GetProperty("guest_thread_ns").GetDouble());
                Assert.Equal(forcedOut / (forcedOut + inGuest), row.GetProperty("lost_share").GetProperty(side).GetDouble(), 6);
            }
        }
        Assert.Contains(rows, row => row.GetProperty("lost_share").GetProperty("before").ToString() is not ("" or "0"));
    }

    [Theory]
    [InlineData("small.perf.data", "power9-nested.compressed.perf.data")]
    [InlineData("power9-nested.compressed.perf.data", "small.perf.data")]
    public async Task Vcores_are_not_compared_with_a_trace_without_gang_exits(string before, string after)
    {
        var run = await GangexitRun.Of("diff", Recordings.PathOf(before), Recordings.PathOf(after), "--by", "vcore", "--format", "json");
        Assert.NotEqual(1, run.Code);
        Assert.Empty(run.Objects[0].GetProperty("rows").EnumerateArray());
        Assert.Contains("POWER9", run.Objects[0].GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_found_where_there_is_one()
    {
        // The same workload, recorded with 20,051 samples lost: fewer events a second, but the same share of the runs that are there.
        var run = await GangexitRun.Of("diff", Recordings.PathOf("small.perf.data"), Recordings.PathOf("lost.perf.data"), "--format", "json", "--match", "total");
        var total = run.Objects[0].GetProperty("total");
        Assert.Equal("less", total.GetProperty("guest_exits_per_s").GetProperty("verdict").GetString());
        Assert.Equal("noise", total.GetProperty("share_of_runs").GetProperty("verdict").GetString());
        Assert.Equal(3, run.Code);
        Assert.Contains("20,051 samples lost", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VMs_are_matched_by_tgid_where_they_have_no_name()
    {
        var run = await GangexitRun.Of("diff", Recordings.PathOf("small.perf.data"), Recordings.PathOf("lost.perf.data"), "--format", "json");
        var rows = run.Objects[0].GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(6, rows.Count);
        Assert.All(rows, row => Assert.Contains(row.GetProperty("gang_exits_per_s").GetProperty("verdict").GetString(), Alone));
    }

    [Fact]
    public async Task Traces_without_gang_exits_compare_their_guest_exits()
    {
        var run = await GangexitRun.Of("diff", Recordings.PathOf("power9-nested.compressed.perf.data"), Recordings.PathOf("small.perf.data"), "--by", "trap", "--format", "json");
        var diff = run.Objects[0];
        Assert.Contains("POWER9", diff.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.False(diff.GetProperty("total").TryGetProperty("gang_exits_per_s", out _));
        Assert.All(diff.GetProperty("rows").EnumerateArray(), row => Assert.True(row.GetProperty("guest_exits_per_s").GetProperty("before").ValueKind == JsonValueKind.Number));
    }

    [Fact]
    public async Task Csv_has_a_line_for_each_row_and_metric()
    {
        var path = Recordings.PathOf("small.perf.data");
        var run = await GangexitRun.Of("diff", path, path, "--format", "csv");
        var lines = run.Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + 4 * 4, lines.Length);
        Assert.All(lines, line => Assert.Equal(15, line.Split(',').Length));
        Assert.StartsWith("all,,,,,gang_exits_per_s,8072.45", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inputs_that_cannot_be_compared_are_refused()
    {
        var small = Recordings.PathOf("small.perf.data");
        var missing = await GangexitRun.Of("diff", small, "/nonexistent.perf.data");
        Assert.Equal((1, ""), (missing.Code, missing.Output));
        Assert.Contains("GX1013", missing.Error, StringComparison.Ordinal);
        var parts = await GangexitRun.Of("diff", small, Path.Combine(RepoFiles.Root, "tests/Cases/Binary/two-pipes.perf.data"));
        Assert.Equal((1, ""), (parts.Code, parts.Output));
        Assert.Contains("several recordings", parts.Error, StringComparison.Ordinal);
        var ticks = await GangexitRun.Of("diff", Path.Combine(RepoFiles.Root, "tests/Cases/Text/ticks.ftrace.txt"), small);
        Assert.Equal((1, ""), (ticks.Code, ticks.Output));
        Assert.Contains("--clock-hz", ticks.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff a")]
    [InlineData("diff - -")]
    [InlineData("diff a b --by vcore --match total")]
    [InlineData("diff a b --by cpu")]
    [InlineData("diff a --nonsense")]
    public async Task Nonsense_is_a_usage_error(string line)
    {
        var run = await GangexitRun.Of(line.Split(' '));
        Assert.Equal((2, ""), (run.Code, run.Output));
    }

    [Fact]
    public async Task The_table_marks_differences_within_the_noise()
    {
        var path = Recordings.PathOf("small.perf.data");
        var run = await GangexitRun.Of("diff", path, path);
        Assert.Contains("gang exits a second", run.Output, StringComparison.Ordinal);
        Assert.Contains("8,072 ± 12 %", run.Output, StringComparison.Ordinal);
        Assert.Equal(16, run.Output.Split('\n').Count(line => line.Contains("   ~ ", StringComparison.Ordinal)));
    }

    private static IEnumerable<string?> Verdicts(JsonElement diff) => diff.GetProperty("rows").EnumerateArray().Append(diff.GetProperty("total"))
        .SelectMany(row => row.EnumerateObject())
        .Where(field => field.Value.ValueKind == JsonValueKind.Object)
        .Select(field => field.Value.GetProperty("verdict").GetString());
}
