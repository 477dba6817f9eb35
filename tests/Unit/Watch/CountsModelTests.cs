using CsCheck;
using GangExitStream.Cli.Watch.Table;
using GangExitStream.Detection;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Watch;

public sealed class CountsModelTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_row_is_the_last_record_of_the_latest_window() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 60], Gen.Int[0, 1000]).Array[1, 200].Sample(records =>
        {
            var model = new CountsModel(TimeProvider.System);
            foreach (var (tgid, window, exits) in records)
                model.Add(Count(tgid, window, exits));
            var expected = records
                .GroupBy(r => r.Item1)
                .Select(vm => (Tgid: vm.Key, Latest: vm.Max(r => r.Item2), All: vm.ToList()))
                .Select(vm => (vm.Tgid, vm.Latest, Exits: (long)vm.All.Last(r => r.Item2 == vm.Latest).Item3))
                .OrderByDescending(vm => vm.Exits).ThenBy(vm => vm.Tgid);
            var keys = new TableKeys();
            while (keys.Order != RowOrder.Exits)
                keys.Press(new ConsoleKeyInfo('s', ConsoleKey.S, false, false, false), 10);
            var rows = model.Rows(8, keys).Select(row => (row.Window.Tgid, (int)(row.Window.WindowStartNs / (10 * Second)), row.Window.Counts.GangExits));
            Assert.Equal(expected, rows);
        });

    [Fact]
    public void The_trend_has_the_last_record_of_each_window_and_gaps_where_there_was_none()
    {
        var model = new CountsModel(TimeProvider.System);
        foreach (var (window, exits) in new[] { (3, 1), (5, 4), (3, 2), (5, 9), (6, 0), (1, 7) })
            model.Add(Count(1, window, exits));
        Assert.Equal([7, null, 2, null, 9, 0], Assert.Single(model.Rows(6, new TableKeys())).Trend);
    }

    [Fact]
    public void Rate_share_and_top_trigger_are_those_of_the_window()
    {
        var model = new CountsModel(TimeProvider.System);
        var count = Count(1, 0, 30);
        count.Triggers.Add("SYSCALL", 10);
        count.Triggers.Add("EXTERNAL", 15);
        model.Add(count with { Counts = count.Counts with { Runs = 120 } });
        var row = Assert.Single(model.Rows(8, new TableKeys()));
        Assert.Equal((3.0, 0.25, "EXTERNAL", 0.5), (row.Rate, row.ShareOfRuns, row.TopTrigger, row.TopTriggerShare));
    }

    [Fact]
    public void Open_windows_come_before_final_ones()
    {
        var model = new CountsModel(TimeProvider.System);
        model.Add(Count(1, 0, 100) with { Final = true });
        model.Add(Count(2, 0, 1));
        Assert.Equal([2, 1], model.Rows(8, new TableKeys()).Select(row => row.Window.Tgid));
    }

    [Fact]
    public void Of_too_many_VMs_those_silent_longest_are_forgotten()
    {
        var model = new CountsModel(TimeProvider.System, maxVms: 8);
        for (var tgid = 0; tgid < 100; tgid++)
        {
            model.Add(Count(0, tgid, 5)); // this one speaks all the time
            model.Add(Count(tgid, 0, 1));
            Assert.True(model.Vms <= 8);
        }
        Assert.Equal(100 - model.Vms, model.Forgotten);
        Assert.Equal([0, 99, 98, 97], model.Rows(8, new TableKeys()).OrderByDescending(r => r.Window.Counts.GangExits).ThenByDescending(r => r.Window.Tgid).Take(4).Select(r => r.Window.Tgid));
    }

    [Theory]
    [InlineData(4.0, 20, 5.0)] // by the part that has elapsed
    [InlineData(0.5, 1, 8.0)] // hardly begun: the window before it
    [InlineData(12.0, 30, 3.0)] // over, its last record is on its way
    [InlineData(100000.0, 20, 8.0)] // a replay of long ago: nobody knows how far it is
    public void An_open_windows_rate_does_not_sag(double secondsIntoIt, int exits, double rate)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(20 + secondsIntoIt));
        var model = new CountsModel(time);
        model.Add(Count(1, 1, 80) with { Clock = ClockKind.Wall, Final = true });
        model.Add(Count(1, 2, exits) with { Clock = ClockKind.Wall });
        Assert.Equal(rate, Assert.Single(model.Rows(8, new TableKeys())).Rate);
    }

    [Fact]
    public void VMs_that_have_ended_age_out_beside_others_that_go_on()
    {
        var time = new FakeTimeProvider();
        var model = new CountsModel(time);
        model.Add(Count(1, 0, 100) with { Final = true });
        time.Advance(CountsModel.Age);
        Assert.Single(model.Rows(8, new TableKeys())); // all have ended: that is what there is to see
        model.Add(Count(2, 0, 1));
        Assert.Equal([2], model.Rows(8, new TableKeys()).Select(row => row.Window.Tgid));
        model.Add(Count(1, 1, 3));
        Assert.Equal([1, 2], model.Rows(8, new TableKeys()).Select(row => row.Window.Tgid));
    }

    [Fact]
    public void Keys_sort_and_filter()
    {
        var model = new CountsModel(TimeProvider.System);
        model.Add(Count(17, 0, 100) with { Final = true });
        model.Add(Count(217, 0, 5) with { Final = true, Counts = new RunCounts { GangExits = 5, ForcedThreads = 900 } });
        model.Add(Count(3, 0, 50) with { Final = true });
        var keys = new TableKeys();
        Assert.Equal([17, 3, 217], Shown());
        Press('s', 's', 's'); // share, lost, forced
        Assert.Equal(RowOrder.Forced, keys.Order);
        Assert.Equal([217, 3, 17], Shown());
        Press('/', '1', '7');
        Assert.Equal([217, 17], Shown());
        Assert.Equal("filter: 17▏ (Enter, Esc)", keys.Text);
        keys.Press(new ConsoleKeyInfo('\r', ConsoleKey.Enter, false, false, false), 10);
        Assert.Equal("filter: 17 (Esc)", keys.Text);
        keys.Press(new ConsoleKeyInfo('\e', ConsoleKey.Escape, false, false, false), 10);
        Assert.Equal([217, 3, 17], Shown());
        IEnumerable<int> Shown() => model.Rows(8, keys).Select(row => row.Window.Tgid);
        void Press(params char[] all) => Array.ForEach(all, key => keys.Press(new ConsoleKeyInfo(key, ConsoleKey.None, false, false, false), 10));
    }

    [Fact]
    public void A_trigger_does_not_stand_there_alone_while_more_are_unknown()
    {
        var model = new CountsModel(TimeProvider.System);
        var count = Count(1, 0, 100);
        count.Triggers.Add("EXTERNAL", 15);
        model.Add(count);
        var row = Assert.Single(model.Rows(8, new TableKeys()));
        Assert.Equal((CountRow.NotTold, 0.85), (row.TopTrigger, row.TopTriggerShare));
        model.Add(Count(1, 1, 0));
        Assert.Null(Assert.Single(model.Rows(8, new TableKeys())).TopTrigger);
    }

    [Fact]
    public void A_filter_finds_a_VM_by_its_name()
    {
        var model = new CountsModel(TimeProvider.System);
        model.Add(Count(17, 0, 100) with { Vm = "db-1" });
        model.Add(Count(18, 0, 100));
        var keys = new TableKeys();
        foreach (var key in "/DB-")
            keys.Press(new ConsoleKeyInfo(key, ConsoleKey.None, false, false, false), 10);
        Assert.Equal([17], model.Rows(8, keys).Select(row => row.Window.Tgid));
    }

    [Fact]
    public void Shares_of_a_window_that_has_hardly_begun_are_with_the_one_before()
    {
        var model = new CountsModel(TimeProvider.System);
        model.Add(Count(1, 1, 30) with { Counts = new RunCounts { GangExits = 30, Runs = 100, ForcedOutNs = 10, GuestThreadNs = 90 } });
        model.Add(Count(1, 2, 1) with { Counts = new RunCounts { GangExits = 1, Runs = 1, ForcedOutNs = 90, GuestThreadNs = 10 } });
        var row = Assert.Single(model.Rows(8, new TableKeys()));
        Assert.Equal((31 / 101.0, 0.5), (row.ShareOfRuns, row.LostShare));
        model.Add(Count(1, 2, 2) with { Counts = new RunCounts { GangExits = 2, Runs = 2, ForcedOutNs = 90, GuestThreadNs = 10 }, Final = true });
        row = Assert.Single(model.Rows(8, new TableKeys()));
        Assert.Equal((1.0, 0.9), (row.ShareOfRuns, row.LostShare));
        model.Add(Count(1, 9, 1) with { Counts = new RunCounts { GangExits = 1, Runs = 4 } }); // not next to it
        Assert.Equal(0.25, Assert.Single(model.Rows(8, new TableKeys())).ShareOfRuns);
    }

    [Fact]
    public void Senseless_windows_do_no_harm()
    {
        var model = new CountsModel(TimeProvider.System);
        model.Add(Count(1, 0, 1) with { WindowStartNs = long.MaxValue, WindowEndNs = long.MinValue });
        model.Add(Count(2, 0, 1) with { WindowStartNs = 5, WindowEndNs = 5 });
        Assert.Equal(2, model.Rows(8, new TableKeys()).Count);
        Assert.NotNull(new CountsTable(TimeProvider.System).Render(new TableSize(80, 5), new TableKeys()));
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
