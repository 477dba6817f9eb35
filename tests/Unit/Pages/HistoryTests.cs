using CsCheck;
using GangExitStream.Reporting;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.History;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Pages;

/// <summary>Counts over time: merging bins loses no counts, and memory is bounded.</summary>
public class HistoryTests
{
    [Theory]
    [InlineData("small.perf.data")]
    [InlineData("lost.perf.data")]
    [InlineData("power8-2vm-smt2.perf.data")]
    [InlineData("power9-nested.compressed.perf.data")]
    public void Bins_add_up_to_the_report(string recording)
    {
        var result = Report(recording);
        var history = result.Rows.History!;
        Assert.InRange(history.Bins, 256, SeriesStore.MaxBins);
        Assert.InRange(history.BinNs * history.Bins, result.Span.DurationNs, result.Span.DurationNs + 2 * history.BinNs);
        Assert.Equal(result.Summary.GuestExits, history.Vms.Sum(vm => vm.GuestExits.Sum()));
        Assert.Equal(result.Summary.Lost, history.Lost.Sum());
        foreach (var vm in result.Vms)
        {
            var series = history.Vms.Single(other => other.Tgid == vm.Tgid);
            Assert.Equal((vm.Counts.Runs, vm.GangExits, vm.Forced), (series.Runs.Sum(), series.GangExits.Sum(), series.Forced.Sum()));
            Assert.Equal(vm.GangExits, series.Traps.Sum(trap => trap.GangExits.Sum()));
            Assert.Equal(vm.GangExits, series.Vcores.Sum(vcore => vcore.GangExits.Sum()));
            Assert.Equal(vm.GangExits, series.ForcedThreads.Sum());
        }
    }

    [Fact]
    public void Folding_keeps_every_count_in_its_time() => Gen.Long[0, 1L << 40].Array[1, 300].Sample(times =>
    {
        var store = new SeriesStore();
        var series = store.TryAdd(1)!;
        foreach (var time in times)
            series[store.BinOf(0, time)][0]++;
        var lane = series.Lane(0, store.Bins);
        return Enumerable.Range(0, store.Bins).All(bin => lane[bin] == times.Count(time => time / store.BinNs == bin)) && store.UsedBins <= store.Bins;
    });

    [Fact]
    public void Many_series_have_fewer_bins_and_then_no_more_are_made()
    {
        var store = new SeriesStore(maxCells: 100_000);
        var first = store.TryAdd(1)!;
        first[store.BinOf(0, 1_000_000)][0] = 7;
        var made = 1;
        while (store.TryAdd(1) is not null)
            made++;
        Assert.Equal((100_000 / SeriesStore.MinBins, SeriesStore.MinBins), (made, store.Bins));
        Assert.Equal(7, first[store.BinOf(0, 1_000_000)][0]);
        Assert.Equal(7, first.Lane(0, store.Bins).Sum());
    }

    [Fact]
    public void The_first_and_last_times_there_are_can_be_counted()
    {
        var store = new SeriesStore();
        store.TryAdd(1)![store.BinOf(long.MinValue, long.MaxValue)][0]++;
        Assert.Equal(0, store.BinOf(long.MaxValue, long.MinValue));
        Assert.Equal(store.UsedBins - 1, store.UsedBinOf(long.MinValue, long.MaxValue));
    }

    [Fact]
    public void A_loss_with_a_forged_time_does_not_flatten_the_rest()
    {
        var store = new SeriesStore();
        var recorder = new HistoryRecorder(store);
        recorder.OnEvents([KvmEvent.Lost(-5, 0, 1), new KvmEvent { Kind = KvmEventKind.GuestExit, TimeNs = 1000, Tgid = 7 }, KvmEvent.Lost(long.MaxValue, 0, 2)]);
        Assert.Equal(1024, store.BinNs);
        Assert.Equal(3, recorder.Finish(new TraceSpan(), _ => 1).Lost.Sum());
    }

    private static ReportResult Report(string recording)
    {
        using var reader = TraceFile.Open(Recordings.PathOf(recording), TraceOptions.Default);
        return new TraceReporter(new ReportOptions { Traces = [], WithHistory = true }, CancellationToken.None).Report(recording, reader);
    }
}
