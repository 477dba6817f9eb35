using System.Text.Json;
using GangExitStream.Detection;
using GangExitStream.Simulation;
using GangExitStream.Simulation.PerfData;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Report;

public sealed class VcoreStrideTests : IDisposable
{
    private static readonly int[] Tgids = [20_000, 20_128, 20_256];

    private readonly string _folder = Directory.CreateTempSubdirectory("gangexit-stride-").FullName;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public async Task A_VMs_stride_is_what_QEMU_numbered_its_vcpus_by(int smt)
    {
        var path = Path.Combine(_folder, "fleet");
        using (var host = new SimulatedHost(new SimulationOptions { Vms = 3, Vcores = 3, Smt = smt, Seconds = 0.05, Seed = smt, Rate = 1e9 }, 0))
            PerfDataFile.Write(host, path, CancellationToken.None);
        var trace = (await GangexitRun.Of("report", path, "--by", "vcore", "--format", "json")).Objects.Single();
        Assert.All(trace.GetProperty("vms").EnumerateArray(), vm => Assert.Equal(smt, vm.GetProperty("vcore_stride").GetInt32()));
        Assert.Equal(
            from tgid in Tgids from vcore in Enumerable.Range(0, 3) select (tgid, vcore),
            trace.GetProperty("vcores").EnumerateArray().Select(row => (Number(row, "tgid"), Number(row, "vcore"))).Order());
    }

    [Theory]
    [InlineData(0, 2, 0, 2, 8, "one run at a time: room for its threads")]
    [InlineData(0, 2, 1, 2, 2, "runs of vcpus 0 and 2 overlap")]
    [InlineData(0, 1, 1, 4, 1, "runs of vcpus 0 and 1 overlap, whatever n_runnable says")]
    public void Overlaps_and_threads_decide(int left, int right, int overlaps, int threads, int expected, string why)
    {
        var vm = new VmState(287);
        var sink = default(NullSink);
        threads = expected == 8 ? 8 : threads;
        KvmEvent[] events =
        [
            KvmEvent.Enter(100, 0, 287, 1, left, threads), KvmEvent.Exit(200, 0, 287, 1, left, threads),
            KvmEvent.Enter(overlaps == 1 ? 150 : 200, 0, 287, 2, right, threads), KvmEvent.Exit(300, 0, 287, 2, right, threads),
        ];
        GangDetector.Process(vm, events.OrderBy(e => e.TimeNs).ToArray(), ref sink);
        Assert.True(expected == vm.Stride.Value, $"{vm.Stride.Value}: {why}");
    }

    [Fact]
    public async Task An_option_overrules_it()
    {
        var trace = (await GangexitRun.Of("report", RepoFiles.Trace("small.perf.data"), "--by", "vcore", "--vcore-stride", "8", "--format", "json")).Objects.Single();
        Assert.All(trace.GetProperty("vms").EnumerateArray(), vm => Assert.Equal(8, vm.GetProperty("vcore_stride").GetInt32()));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static int Number(JsonElement row, string name) => row.GetProperty(name).GetInt32();
}
