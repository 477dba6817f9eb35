using GangExitStream.Demo;
using GangExitStream.Producer;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Subscriber;
using GangExitStream.Tests.Driver;
using GangExitStream.Tests.Shared;
using GangExitStream.Tests.Unit.Processing;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Demo;

/// <summary>The processor's outputs for a recording agree with its report, and every change of a record is detected.</summary>
public sealed class ComparisonTests : IAsyncLifetime
{
    private const string Trace = "lost.perf.data"; // three VMs, uncertain runs, orphans

    private List<GangExit> _exits = [];
    private List<GangExitCount> _counts = [];

    public async ValueTask InitializeAsync()
    {
        var committed = await GraphDriver.RunAsync(Recording.Publish(Recording.Read(Trace)));
        (_exits, _counts) = (committed.GangExits, committed.CountRecords);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void The_processors_outputs_agree_with_the_report()
    {
        var comparison = Compare();
        Assert.True(comparison.IsSame, string.Join('\n', comparison.Vms.SelectMany(vm => vm.Differences)));
        Assert.Equal(3, comparison.Vms.Count);
    }

    [Fact]
    public void A_gang_exit_that_is_missing_shows()
    {
        _exits.RemoveAt(7);
        Differs("gang exits", "forced threads");
    }

    [Fact]
    public void A_gang_exit_that_came_twice_shows()
    {
        _exits.Add(_exits[7]);
        Differs("gang exits", "records that are duplicate or out of order");
    }

    [Fact]
    public void One_twice_in_place_of_another_shows()
    {
        var (at, other) = (_exits[7], _exits.FindLastIndex(exit => exit.Tgid == _exits[7].Tgid));
        _exits[other] = at;
        Differs("records that are duplicate or out of order");
    }

    [Fact]
    public void A_gang_exit_with_other_forced_threads_shows() => Altered(exit => exit with { Forced = exit.Forced + 1 }, "forced threads");

    [Fact]
    public void A_gang_exit_with_another_trigger_shows() => Altered(exit => exit with { Trigger = "TRACE" }, "triggers TRACE");

    [Fact]
    public void A_gang_exit_of_another_certainty_shows() => Altered(exit => exit with { Uncertain = !exit.Uncertain }, "uncertain gang exits");

    [Fact]
    public void A_gang_exit_of_another_source_shows() => Altered(exit => exit with { Source = "other" }, "gang exits");

    [Fact]
    public void A_window_with_another_count_shows()
    {
        AlteredWindow(counts => counts with { Runs = counts.Runs + 1 }, "runs");
        AlteredWindow(counts => counts with { GangExits = counts.GangExits + 1 }, "gang exits");
        AlteredWindow(counts => counts with { GangExitsPerTgid = counts.GangExitsPerTgid - 1 }, "gang exits per tgid");
        AlteredWindow(counts => counts with { Cedes = counts.Cedes + 1 }, "cedes");
        AlteredWindow(counts => counts with { OrphanExits = counts.OrphanExits + 1 }, "orphan exits");
        AlteredWindow(counts => counts with { UncertainRuns = counts.UncertainRuns + 1 }, "uncertain runs");
        AlteredWindow(counts => counts with { RunTimeNs = counts.RunTimeNs + 1 }, "ns of run time");
    }

    [Fact]
    public void A_vm_whose_windows_are_missing_shows()
    {
        _counts.RemoveAll(count => count.Tgid == _counts[0].Tgid);
        Differs("runs", "gang exits");
    }

    [Fact]
    public void A_window_that_is_not_final_is_a_difference()
    {
        _counts[^1] = _counts[^1] with { Final = false };
        Differs("windows that are not final");
    }

    private void Altered(Func<GangExit, GangExit> change, string what)
    {
        _exits[7] = change(_exits[7]);
        Differs(what);
    }

    private void AlteredWindow(Func<RunCounts, RunCounts> change, string what)
    {
        var before = _counts[^1];
        _counts[^1] = before with { Counts = change(before.Counts) };
        Differs(what);
        _counts[^1] = before;
    }

    private void Differs(params string[] what)
    {
        var comparison = Compare();
        var said = comparison.Vms.SelectMany(vm => vm.Differences).Select(difference => difference.What).ToList();
        Assert.False(comparison.IsSame);
        Assert.All(what, expected => Assert.Contains(expected, said));
    }

    private Comparison Compare()
    {
        var flow = new Flow(inputPartitions: 1);
        var (exits, counts) = (new ExitsView(flow), new CountsView(flow, live: null));
        foreach (var exit in _exits)
            exits.Add(exit);
        foreach (var count in _counts)
            counts.Add(count);
        counts.Complete(new WatchProgress(_counts.Count, 0, true));
        return Comparison.Of(Report(), new SourceIdentity("h", "s"), exits.Vms, counts.Vms);
    }

    private static ReportResult Report()
    {
        using var reader = new ReportingReader(TraceFile.Open(RepoFiles.Trace(Trace)));
        var buffer = new KvmEvent[512];
        while (reader.Read(buffer) > 0)
        {
            // The reader reports.
        }
        return reader.Finish(Trace);
    }
}
