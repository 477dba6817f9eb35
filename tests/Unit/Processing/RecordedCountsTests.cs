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
    public async Task VMs_without_run_core_have_their_guest_exits_by_trap_and_nothing_else()
    {
        var events = Recording.Read("power9-nested.compressed.perf.data");
        var log = Recording.Publish(events);
        var committed = await GraphDriver.RunAsync(log);
        Assert.NotEmpty(log.Records);
        Assert.All(committed.CountRecords, window => Assert.Equal((false, default), (window.HasRunCore, window.Counts)));
        Assert.Equal(ByTrap(events), ByTrap(committed.Windows));
        Assert.Empty(committed.GangExits);
    }

    [Theory]
    [InlineData("lost.perf.data")]
    [InlineData("power8-2vm-smt2.perf.data")]
    public async Task Guest_exits_by_trap_are_those_of_the_trace(string trace)
    {
        var events = Recording.Read(trace);
        var committed = await GraphDriver.RunAsync(Recording.Publish(events), new ProcessorOptions { Window = TimeSpan.FromMilliseconds(10) });
        Assert.Equal(ByTrap(events), ByTrap(committed.Windows));
    }

    private static SortedDictionary<(int, string), long> ByTrap(IEnumerable<KvmEvent> events) => Sum(
        events.Where(e => e.Kind == KvmEventKind.GuestExit).Select(e => ((e.Tgid, TrapNames.Format(e.Trap)), 1L)));

    private static SortedDictionary<(int, string), long> ByTrap(IEnumerable<GangExitCount> windows) => Sum(
        windows.SelectMany(window => window.Exits.Items.ToArray().Select(item => ((window.Tgid, item.Trap), item.Count))));

    private static SortedDictionary<(int, string), long> Sum(IEnumerable<((int, string) Key, long Count)> items) =>
        new(items.GroupBy(item => item.Key).ToDictionary(group => group.Key, group => group.Sum(item => item.Count)));

    private static void AssertSame(IEnumerable<ClosedRun> expected, Committed committed)
    {
        var runs = expected.Select(run => (run.Tgid, run.RunnerTid, run.NRunnable, run.ExitNs, run.Uncertain)).Order();
        const long Wall = 1_700_000_000_000_000_000;
        var found = committed.GangExits.Select(e => (e.Tgid, e.RunnerTid, e.NRunnable, e.ExitNs - Wall, e.Uncertain)).Order();
        Assert.Equal(runs, found);
    }
}
