using CsCheck;
using GangExitStream.Detection;
using GangExitStream.Simulation;
using GangExitStream.Simulation.PerfData;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Property.Simulation;

public sealed class SimulationProperties : IDisposable
{
    private static readonly Gen<SimulationOptions> Fleets =
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 12], Gen.Int[1, 3], Gen.Int[0, 3].Select(log => 1 << log), Gen.Long, Gen.Double[0, 0.3], Gen.Bool)
            .Select((hosts, vms, vcores, smt, seed, loss, power9) => new SimulationOptions
            {
                Hosts = hosts,
                Power9Hosts = power9 ? 1 : 0,
                Vms = vms,
                Vcores = vcores,
                Smt = smt,
                Seed = seed,
                Loss = loss < 0.15 ? 0 : loss,
                Seconds = 0.02,
                Rate = 1e9, // as many as the cores make
            });

    private readonly string _folder = Directory.CreateTempSubdirectory("gangexit-simulation-").FullName;

    [Fact]
    public void The_detector_finds_what_is_true() => Fleets.Sample(fleet =>
    {
        for (var i = 0; i < fleet.Hosts; i++)
        {
            using var host = new SimulatedHost(fleet, i);
            AssertSame(host.Truth, host);
        }
    }, iter: 60);

    [Fact]
    public void A_file_of_it_has_the_same_events_and_its_truth() => Fleets.Sample(fleet =>
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        using var written = new SimulatedHost(fleet, 0);
        PerfDataFile.Write(written, path, CancellationToken.None);
        using var again = new SimulatedHost(fleet, 0);
        using (var read = TraceFile.Open(path))
        {
            Assert.Equal(TraceReading.ReadAll(again).Events, TraceReading.ReadAll(read).Events);
            Assert.Equal((again.Name, again.Info.WallClockOffsetNs), (read.Info.Host, read.Info.WallClockOffsetNs));
            Assert.Empty(read.Summary.Damage);
        }
        using (var read = TraceFile.Open(path))
            AssertSame(written.Truth, read);
        File.Delete(path);
    }, iter: 40);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertSame(SimulatedTruth truth, ITraceReader reader)
    {
        var detector = new TraceDetector();
        var counts = new VmCounts([]);
        var events = new KvmEvent[512];
        for (int count; (count = reader.Read(events)) > 0;)
            detector.Process(events.AsSpan(0, count), ref counts);
        detector.Finish();
        Assert.Equal(
            truth.Vms.OrderBy(vm => vm.Tgid).Select(vm => (vm.Tgid, vm.Runs, vm.GangExits, vm.GangExitsPerTgid, vm.ForcedThreads)),
            detector.Vms.OrderBy(vm => vm.Tgid).Select(vm => (vm.Tgid, counts.Of(vm.Tgid))).Select(vm => (vm.Tgid, vm.Item2.Runs, vm.Item2.GangExits, vm.Item2.GangExitsPerTgid, vm.Item2.ForcedThreads)));
        Assert.Equal((truth.GuestExits, truth.RunCores, truth.Lost), (reader.Summary.GuestExits, reader.Summary.RunCores, reader.Summary.Lost));
    }

    private readonly struct VmCounts(Dictionary<int, RunCounts> vms) : IRunSink
    {
        public RunCounts Of(int tgid) => vms.GetValueOrDefault(tgid);

        public void OnRun(in ClosedRun run)
        {
            var counts = Of(run.Tgid);
            counts.Add(run);
            vms[run.Tgid] = counts;
        }

        public void OnForcedOut(in ForcedOut cost)
        {
        }
    }
}
