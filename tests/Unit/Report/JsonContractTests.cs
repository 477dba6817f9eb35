using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Report;

/// <summary>Other programs rely on the names and their order; new fields come after these.</summary>
public class JsonContractTests
{
    private static readonly string[] OfTrace =
        ["trace", "host", "events", "guest_exits", "run_cores", "lost", "damaged", "applicable", "first_ns", "last_ns", "vms"];

    private static readonly string[] OfVm =
        ["tgid", "gang_exits", "gang_exits_per_tgid", "runs", "forced_threads", "cedes", "uncertain_runs", "orphan_exits", "unfinished_runs", "triggers"];

    [Fact]
    public async Task Fields_and_their_order_are_those_of_the_contract()
    {
        var run = await GangexitRun.Of("report", Recordings.PathOf("lost.perf.data"), "--format", "json");
        var trace = Assert.Single(run.Objects);
        Assert.Equal(OfTrace, trace.EnumerateObject().Select(field => field.Name).Take(OfTrace.Length));
        var vms = trace.GetProperty("vms").EnumerateArray().ToList();
        Assert.All(vms, vm => Assert.Equal(OfVm, vm.EnumerateObject().Select(field => field.Name).Take(OfVm.Length)));
        var gangExits = vms.Select(vm => vm.GetProperty("gang_exits").GetInt64()).ToList();
        Assert.Equal(gangExits.OrderDescending(), gangExits);
        Assert.Equal(20_051, trace.GetProperty("lost").GetInt64());
        Assert.Equal(3, run.Code);
    }

    [Fact]
    public async Task Several_traces_are_a_line_each()
    {
        var run = await GangexitRun.Of("report", Recordings.Sample, Recordings.PathOf("small.perf.data"), "--format", "json");
        Assert.Equal(["287", "11577,11581,11580"], run.Objects.Select(trace => string.Join(',', trace.GetProperty("vms").EnumerateArray().Select(vm => vm.GetProperty("tgid").GetInt32()))));
        Assert.Equal(2, run.Output.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Triggers_and_forced_threads_follow_the_attribution_and_both_counts_stay()
    {
        var path = Recordings.PathOf("lost.perf.data");
        var vcore = (await GangexitRun.Of("report", path, "--format", "json")).Objects[0].GetProperty("vms")[0];
        var tgid = (await GangexitRun.Of("report", path, "--format", "json", "--attribution", "tgid")).Objects[0].GetProperty("vms")[0];
        Assert.Equal(vcore.GetProperty("gang_exits").GetInt64(), tgid.GetProperty("gang_exits").GetInt64());
        Assert.NotEqual(vcore.GetProperty("forced_threads").GetInt64(), tgid.GetProperty("forced_threads").GetInt64());
        Assert.NotEqual(vcore.GetProperty("triggers").ToString(), tgid.GetProperty("triggers").ToString());
    }

    [Theory]
    [InlineData("vcore", "vcores")]
    [InlineData("trap", "traps")]
    [InlineData("time", "times")]
    [InlineData("cpu", "cpus")]
    public async Task Rows_add_up_to_the_VMs(string by, string name)
    {
        foreach (var attribution in new[] { "vcore", "tgid" })
        {
            var run = await GangexitRun.Of("report", Recordings.PathOf("small.perf.data"), "--format", "json", "--by", by, "--attribution", attribution);
            var trace = Assert.Single(run.Objects);
            var counted = attribution == "vcore" ? "gang_exits" : "gang_exits_per_tgid";
            var vms = trace.GetProperty("vms").EnumerateArray().Sum(vm => vm.GetProperty(counted).GetInt64());
            Assert.Equal(name, trace.EnumerateObject().Last().Name);
            Assert.Equal(vms, trace.GetProperty(name).EnumerateArray().Sum(row => row.GetProperty("gang_exits").GetInt64()));
        }
    }
}
