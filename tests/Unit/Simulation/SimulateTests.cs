using System.Text.Json;
using GangExitStream.Cli;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Simulation;

public sealed class SimulateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gangexit-simulate-").FullName;

    [Fact]
    public async Task The_printed_counts_are_those_of_report()
    {
        var path = Path.Combine(_folder, "fleet.perf.data");
        var made = await GangexitRun.Of("simulate", "--vms", "6", "--vcores", "2", "--seconds", "0.05", "--rate", "1000000", "--seed", "7", "--output", path);
        Assert.Equal((ExitCode.Done, ""), (made.Code, made.Error));
        var (truth, report) = (made.Objects.Single(), (await GangexitRun.Of("report", path, "--format", "json")).Objects.Single());
        AssertSameFields(truth, report);
        var vms = truth.GetProperty("vms").EnumerateArray().Zip(report.GetProperty("vms").EnumerateArray()).ToList();
        Assert.Equal(6, vms.Count);
        Assert.All(vms, vm => AssertSameFields(vm.First, vm.Second));
    }

    [Theory]
    [InlineData("--seconds 60")]
    [InlineData("--seconds 6 --rate 56000")] // ten times as many runs: what they lose stays
    public async Task A_host_loses_as_much_as_a_real_one(string options)
    {
        var path = Path.Combine(_folder, "fleet.perf.data");
        Assert.Equal(ExitCode.Done, (await GangexitRun.Of(["simulate", .. options.Split(' '), "--output", path])).Code);
        string[] traces = [path, Path.Combine(RepoFiles.Root, "samples/power8-smt4.perf.data"), Recordings.PathOf("power8-2vm-smt2.perf.data")];
        var hosts = (await GangexitRun.Of(["report", "--format", "json", .. traces])).Objects.Select(host => host.GetProperty("vms").EnumerateArray().ToList()).ToList();
        double[] lost = [.. hosts.Select(vms => Sum(vms, "forced_out_ns") / (Sum(vms, "forced_out_ns") + Sum(vms, "guest_thread_ns")))];
        Assert.InRange(lost[0], 0.8 * lost[1..].Min(), 1.25 * lost[1..].Max());
        double[] exits = [.. hosts.Select(vms => Sum(vms, "gang_exits") / Sum(vms, "runs"))];
        Assert.InRange(exits[0], exits[1..].Min(), 1.6 * exits[1..].Max());

        static double Sum(List<JsonElement> vms, string field) => vms.Sum(vm => vm.GetProperty(field).GetDouble());
    }

    [Fact]
    public async Task Several_hosts_have_a_file_each_and_a_POWER9_no_VMs()
    {
        var path = Path.Combine(_folder, "fleet");
        var made = await GangexitRun.Of("simulate", "--hosts", "2", "--power9", "1", "--seconds", "0.01", "--rate", "1000000", "--loss", "0.1", "--output", path);
        Assert.Equal(ExitCode.Done, made.Code);
        Assert.Equal(["fleet-sim-0000", "fleet-sim-0001"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal([4, 0], made.Objects.Select(host => host.GetProperty("vms").GetArrayLength()));
        Assert.All(made.Objects, host => Assert.True(host.GetProperty("lost").GetInt64() > 0));
    }

    [Theory]
    [InlineData("--smt 3", "--smt takes 1, 2, 4 or 8.")]
    [InlineData("--vms 0", "--vms takes a number from 1 to 20000.")]
    [InlineData("--seconds soon", "--seconds takes a number above 0, at most 1000000, not 'soon'.")]
    [InlineData("--power9 2", "--power9 can't be more than --hosts.")]
    [InlineData("--loss 1", "--loss takes a number from 0 to 0.9, not '1'.")]
    public async Task Invalid_options_are_refused(string arguments, string problem)
    {
        var run = await GangexitRun.Of(["simulate", "--output", Path.Combine(_folder, "x"), .. arguments.Split(' ')]);
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_file_that_cant_be_written_is_said()
    {
        var run = await GangexitRun.Of("simulate", "--seconds", "0.01", "--output", Path.Combine(_folder, "no", "such", "folder"));
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("can't be written", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertSameFields(JsonElement truth, JsonElement report) => Assert.All(
        truth.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.Number),
        field => Assert.Equal(field.Value.GetInt64(), report.GetProperty(field.Name).GetInt64()));
}
