using GangExitStream.Detection;
using GangExitStream.Processor;
using GangExitStream.Tests.Driver;

namespace GangExitStream.Tests.Unit.Processing;

public sealed class RecordedCountsTests
{
    [Theory]
    [InlineData("samples/power8-smt4.perf.data", Attribution.Vcore)]
    [InlineData("samples/power8-smt4.perf.data", Attribution.Tgid)]
    [InlineData("small.perf.data", Attribution.Vcore)]
    [InlineData("lost.perf.data", Attribution.Vcore)]
    [InlineData("lost.perf.data", Attribution.Tgid)]
    [InlineData("power8-2vm-smt2.perf.data", Attribution.Vcore)]
    [InlineData("power8-be-smt4.perf.data", Attribution.Tgid)]
    public async Task A_recordings_windows_sum_up_to_what_report_counts(string trace, Attribution attribution)
    {
        var events = Recording.Read(trace);
        var (detector, sink) = Recording.Report(events);
        var options = new ProcessorOptions { Attribution = attribution, Window = TimeSpan.FromMilliseconds(10) };
        var committed = await GraphDriver.RunAsync(Recording.Publish(events), options);
        Assert.NotEmpty(detector.Vms);
        foreach (var vm in detector.Vms)
        {
            var expected = sink.Counts(vm);
            if (attribution == Attribution.Tgid)
                expected.ForcedThreads = sink.Runs.Where(run => run.Tgid == vm.Tgid).Sum(run => run.ForcedPerTgid);
            Assert.Equal(expected, committed.TotalOf(vm.Tgid));
        }
        Assert.All(committed.Windows, window => Assert.True(window.Final));
        AssertSame(sink.Runs.Where(run => attribution == Attribution.Tgid ? run.GangExitPerTgid : run.GangExit), committed);
    }

    [Fact]
    public async Task VMs_without_run_core_have_no_counts()
    {
        var log = Recording.Publish(Recording.Read("power9-nested.compressed.perf.data"));
        var committed = await GraphDriver.RunAsync(log);
        Assert.NotEmpty(log.Records);
        Assert.Empty(committed.CountRecords);
        Assert.Empty(committed.GangExits);
    }

    private static void AssertSame(IEnumerable<ClosedRun> expected, Committed committed)
    {
        var runs = expected.Select(run => (run.Tgid, run.RunnerTid, run.NRunnable, run.ExitNs, run.Uncertain)).Order();
        const long Wall = 1_700_000_000_000_000_000;
        var found = committed.GangExits.Select(e => (e.Tgid, e.RunnerTid, e.NRunnable, e.ExitNs - Wall, e.Uncertain)).Order();
        Assert.Equal(runs, found);
    }
}
