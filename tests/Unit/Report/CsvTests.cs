using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Report;

public class CsvTests
{
    [Theory]
    [InlineData("vm", "trace,host,tgid,runs,gang_exits,")]
    [InlineData("vcore", "trace,host,tgid,vcore,runs,gang_exits,")]
    [InlineData("trap", "trace,host,tgid,trap,guest_exits,ceded,gang_exits,")]
    [InlineData("cpu", "trace,host,cpu,guest_exits,runs,gang_exits,")]
    [InlineData("time", "trace,host,start_ns,end_ns,runs,gang_exits,")]
    public async Task One_header_line_then_rows_of_as_many_fields(string by, string header)
    {
        var run = await GangexitRun.Of("report", Recordings.Sample, Recordings.PathOf("small.perf.data"), "--format", "csv", "--by", by);
        var lines = run.Output.Split("\r\n");
        Assert.Equal("", lines[^1]);
        Assert.StartsWith(header, lines[0], StringComparison.Ordinal);
        Assert.Single(lines, line => line.StartsWith("trace,", StringComparison.Ordinal));
        Assert.All(lines[..^1], line => Assert.Equal(lines[0].Count(c => c == ','), line.Count(c => c == ',')));
    }

    [Fact]
    public async Task Names_with_commas_and_quotes_are_quoted()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Copy(Recordings.PathOf("tiny.perf.data"), "a,\"b\".data");
        var run = await GangexitRun.Of("report", path, "--format", "csv");
        Assert.Contains("/a,\"\"b\"\".data\",", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gang_exits_follow_the_attribution()
    {
        var path = Recordings.PathOf("small.perf.data");
        Assert.Contains(",585,", (await GangexitRun.Of("report", path, "--format", "csv")).Output, StringComparison.Ordinal);
        Assert.Contains(",553,", (await GangexitRun.Of("report", path, "--format", "csv", "--attribution", "tgid")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vm")]
    [InlineData("vcore")]
    [InlineData("trap")]
    public async Task A_cell_has_one_value(string by)
    {
        var run = await GangexitRun.Of("report", Recordings.Sample, "--format", "csv", "--by", by);
        var cells = run.Output.Split("\r\n").Skip(1).SelectMany(line => line.Split(',').Skip(1)).ToList();
        Assert.NotEmpty(cells);
        Assert.All(cells, cell => Assert.DoesNotContain(' ', cell));
    }

    [Fact]
    public async Task The_traps_of_the_VMs_add_up_to_their_gang_exits()
    {
        var path = Recordings.PathOf("power8-2vm-smt2.perf.data");
        var rows = (await GangexitRun.Of("report", path, "--format", "csv", "--by", "trap")).Output.Split("\r\n")[1..^1].Select(line => line.Split(','));
        var vms = (await GangexitRun.Of("report", path, "--format", "json")).Objects[0].GetProperty("vms").EnumerateArray();
        Assert.Equal(
            vms.Select(vm => (vm.GetProperty("tgid").ToString(), vm.GetProperty("gang_exits").GetInt64())),
            rows.GroupBy(row => row[2]).Select(vm => (vm.Key, vm.Sum(row => long.Parse(row[6], System.Globalization.CultureInfo.InvariantCulture)))));
    }
}
