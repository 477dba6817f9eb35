using CsCheck;
using GangExitStream.Cli.Watch.Table;
using GangExitStream.Detection;

namespace GangExitStream.Tests.Unit.Watch;

public sealed class CountsModelTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_row_is_the_last_record_of_the_latest_window() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 60], Gen.Int[0, 1000]).Array[1, 200].Sample(records =>
        {
            var model = new CountsModel();
            foreach (var (tgid, window, exits) in records)
                model.Add(Count(tgid, window, exits));
            var expected = records
                .GroupBy(r => r.Item1)
                .Select(vm => (Tgid: vm.Key, Latest: vm.Max(r => r.Item2), All: vm.ToList()))
                .Select(vm => (vm.Tgid, vm.Latest, Exits: (long)vm.All.Last(r => r.Item2 == vm.Latest).Item3))
                .OrderByDescending(vm => vm.Exits).ThenBy(vm => vm.Tgid);
            var rows = model.Rows(100, 8).Select(row => (row.Window.Tgid, (int)(row.Window.WindowStartNs / (10 * Second)), row.Window.Counts.GangExits));
            Assert.Equal(expected, rows);
        });

    [Fact]
    public void The_trend_has_the_last_record_of_each_window_and_gaps_where_there_was_none()
    {
        var model = new CountsModel();
        foreach (var (window, exits) in new[] { (3, 1), (5, 4), (3, 2), (5, 9), (6, 0), (1, 7) })
            model.Add(Count(1, window, exits));
        Assert.Equal([7, null, 2, null, 9, 0], Assert.Single(model.Rows(1, 6)).Trend);
    }

    [Fact]
    public void Rate_share_and_top_trigger_are_those_of_the_window()
    {
        var model = new CountsModel();
        var count = Count(1, 0, 30);
        count.Triggers.Add("SYSCALL", 10);
        count.Triggers.Add("EXTERNAL", 15);
        model.Add(count with { Counts = count.Counts with { Runs = 120 } });
        var row = Assert.Single(model.Rows(10, 8));
        Assert.Equal((3.0, 0.25, "EXTERNAL", 0.5), (row.Rate, row.ShareOfRuns, row.TopTrigger, row.TopTriggerShare));
    }

    [Fact]
    public void Open_windows_come_before_final_ones()
    {
        var model = new CountsModel();
        model.Add(Count(1, 0, 100) with { Final = true });
        model.Add(Count(2, 0, 1));
        Assert.Equal([2, 1], model.Rows(10, 8).Select(row => row.Window.Tgid));
    }

    [Fact]
    public void Of_too_many_VMs_those_silent_longest_are_forgotten()
    {
        var model = new CountsModel(maxVms: 8);
        for (var tgid = 0; tgid < 100; tgid++)
        {
            model.Add(Count(0, tgid, 5)); // this one speaks all the time
            model.Add(Count(tgid, 0, 1));
            Assert.True(model.Vms <= 8);
        }
        Assert.Equal(100 - model.Vms, model.Forgotten);
        Assert.Equal([0, 99, 98, 97], model.Rows(100, 8).OrderByDescending(r => r.Window.Counts.GangExits).ThenByDescending(r => r.Window.Tgid).Take(4).Select(r => r.Window.Tgid));
    }

    [Fact]
    public void Senseless_windows_do_no_harm()
    {
        var model = new CountsModel();
        model.Add(Count(1, 0, 1) with { WindowStartNs = long.MaxValue, WindowEndNs = long.MinValue });
        model.Add(Count(2, 0, 1) with { WindowStartNs = 5, WindowEndNs = 5 });
        Assert.Equal(2, model.Rows(10, 8).Count());
        Assert.NotNull(new CountsTable().Render(new TableSize(80, 5)));
    }

    internal static GangExitCount Count(int tgid, int window, int exits) => new()
    {
        Host = "h",
        Source = "s",
        Tgid = tgid,
        WindowStartNs = window * 10 * Second,
        WindowEndNs = (window + 1) * 10 * Second,
        Counts = new RunCounts { GangExits = exits },
        Triggers = new TriggerCounts(),
        Exits = new TriggerCounts(),
        HasRunCore = true,
    };
}
