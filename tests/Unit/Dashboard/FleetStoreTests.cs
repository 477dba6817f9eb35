using GangExitStream.Dashboard.Fleet;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Subscriber;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Dashboard;

public sealed class FleetStoreTests : IDisposable
{
    private readonly FleetStore _store = new(new StoreLimits());

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_later_record_of_a_window_replaces_the_earlier_one()
    {
        Add(_store, CountOf.Window("a", "s", 1, 0, 5, final: false), CountOf.Window("a", "s", 1, 0, 9, final: false), CountOf.Window("a", "s", 1, 0, 12));
        var vm = Assert.Single(_store.ReadVms());
        Assert.Equal((12, 127, 1), (vm.Counts.GangExits, vm.Counts.Runs, vm.Windows));
        Assert.Equal((12, 37), (vm.Triggers["EXTERNAL"], vm.Exits["EXTERNAL"]));
        var window = Assert.Single(_store.ReadWindows("a", 1));
        Assert.True(window.Final);
        Assert.Equal(12, Assert.Single(_store.ReadTimeline(ClockKind.Wall).Bins).Counts.GangExits);
    }

    [Fact]
    public void Windows_are_in_order_whatever_order_they_come_in()
    {
        foreach (var window in new[] { 3, 0, 2, 1, 2 })
            Add(_store, CountOf.Window("a", "s", 1, window, window));
        Assert.Equal([0, 1, 2, 3], _store.ReadWindows("a", 1).Select(window => (int)window.Counts.GangExits));
        Assert.Equal(6, _store.ReadVms()[0].Counts.GangExits);
    }

    [Fact]
    public void Two_recordings_of_a_VM_are_two_rows_and_one_list_of_windows()
    {
        Add(_store, CountOf.Window("a", "s2", 1, 0, 5), CountOf.Window("a", "s1", 1, 0, 7), CountOf.Window("a", "s1", 1, 1, 8), CountOf.Window("b", "s1", 1, 0, 100));
        Assert.Equal(["a/s1 15", "a/s2 5", "b/s1 100"], _store.ReadVms().Select(vm => $"{vm.Host}/{vm.Source} {vm.Counts.GangExits}").Order(StringComparer.Ordinal));
        Assert.Equal(["s1 7", "s2 5", "s1 8"], _store.ReadWindows("a", 1).Select(window => $"{window.Source} {window.Counts.GangExits}"));
    }

    [Fact]
    public void A_VM_is_found_by_its_address_while_it_is_there()
    {
        using var store = new FleetStore(new StoreLimits { MaxVms = 30 });
        for (var vm = 0; vm < 200; vm++)
        {
            Add(store, CountOf.Window("a", $"s{vm % 7}", vm % 11, 0, vm));
            foreach (var tgid in Enumerable.Range(0, 11))
            {
                var (found, expected) = (store.ReadVms("a", tgid), store.ReadVms().Where(one => one.Tgid == tgid).OrderBy(one => one.Source, StringComparer.Ordinal));
                Assert.Equal(expected, found);
                Assert.Equal(found.Select(one => one.Source), store.ReadWindows("a", tgid).Select(window => window.Source));
            }
        }
        Assert.True(store.Status.DroppedVms > 10);
        Assert.Empty(store.ReadVms("b", 1));
    }

    [Fact]
    public void A_snapshot_that_is_expensive_is_kept_for_longer()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(500), SnapshotCache.MaxAge(TimeSpan.FromMilliseconds(2)));
        Assert.Equal(TimeSpan.FromSeconds(1.8), SnapshotCache.MaxAge(TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public void A_kept_window_is_the_record_field_by_field()
    {
        var record = CountOf.Window("a", "s", 1, 4, 321) with { Clock = ClockKind.Trace };
        Add(_store, record);
        var kept = Assert.Single(_store.ReadWindows("a", 1));
        Assert.Equal(record, kept with { Triggers = record.Triggers, Exits = record.Exits });
        Assert.Equal((record.Triggers, record.Exits), (kept.Triggers, kept.Exits));
    }

    [Fact]
    public void Sums_stay_whole_when_windows_are_forgotten()
    {
        using var store = new FleetStore(new StoreLimits { MaxWindowsOfVm = 3 });
        for (var window = 0; window < 10; window++)
            Add(store, CountOf.Window("a", "s", 1, window, 1, final: false), CountOf.Window("a", "s", 1, window, 2));
        var vm = Assert.Single(store.ReadVms());
        Assert.Equal((20, 10, 0), (vm.Counts.GangExits, vm.Windows, vm.TooLate));
        Assert.Equal(3, store.ReadWindows("a", 1).Count);
        Assert.Equal(3, store.Status.Windows);
    }

    [Fact]
    public void A_record_of_a_forgotten_window_is_left_out_and_told()
    {
        using var store = new FleetStore(new StoreLimits { MaxWindowsOfVm = 3 });
        for (var window = 0; window < 10; window++)
            Add(store, CountOf.Window("a", "s", 1, window, 2));
        Add(store, CountOf.Window("a", "s", 1, 1, 2)); // processed again
        var vm = Assert.Single(store.ReadVms());
        Assert.Equal((20, 1, true), (vm.Counts.GangExits, vm.TooLate, vm.IsLossy));
        Assert.Equal(1, store.Status.TooLate);
    }

    [Fact]
    public void The_byte_limit_holds_and_sums_stay_complete()
    {
        using var store = new FleetStore(new StoreLimits { MaxWindowBytes = 40_000 });
        for (var window = 0; window < 50; window++)
        {
            for (var vm = 0; vm < 40; vm++)
            {
                Add(store, CountOf.Window("a", "s", vm, window, 1));
                Assert.InRange(store.Status.WindowBytes, 0, 40_000);
            }
        }
        Assert.All(store.ReadVms(), vm => Assert.Equal((50, 50, 0), (vm.Counts.GangExits, vm.Windows, vm.TooLate)));
        Assert.True(store.Status.Windows >= 40);
        Assert.Equal(store.Status.Windows, Enumerable.Range(0, 40).Sum(vm => store.ReadWindows("a", vm).Count));
    }

    [Fact]
    public void The_VMs_that_have_been_silent_longest_are_dropped_and_counted()
    {
        using var store = new FleetStore(new StoreLimits { MaxVms = 20 });
        for (var vm = 0; vm < 20; vm++)
            Add(store, CountOf.Window("a", "s", vm, 0, 1));
        Add(store, CountOf.Window("a", "s", 0, 1, 1)); // the first one is live
        Add(store, CountOf.Window("a", "s", 20, 0, 1));
        Assert.Equal([0, .. Enumerable.Range(3, 18)], store.ReadVms().Select(vm => vm.Tgid).Order());
        Assert.Equal((2, 19), (store.Status.DroppedVms, store.Status.Vms));
    }

    [Fact]
    public void Traps_beyond_the_limit_are_summed_up()
    {
        for (var window = 0; window < 2; window++)
        {
            var exits = new TriggerCounts();
            for (var trap = 0; trap < 100; trap++)
                exits.Add($"0x{trap:x}", 2);
            Add(_store, CountOf.Window("a", "s", 1, 0, 0) with { Exits = exits });
        }
        var vm = Assert.Single(_store.ReadVms());
        Assert.Equal(StoreLimits.MaxTraps + 1, vm.Exits.Items.Length);
        Assert.Equal((200, 2 * (100 - StoreLimits.MaxTraps)), (vm.GuestExits, vm.Exits[CountSums.Others]));
    }

    [Fact]
    public void Impossible_records_are_refused_and_counted()
    {
        var exits = new TriggerCounts();
        for (var trap = 0; trap < 5000; trap++)
            exits.Add($"trap {trap}", 2);
        var window = CountOf.Window("a", "s", 1, 0, 0);
        Add(_store, window with { Exits = exits }, window with { Host = new string('h', 2000) }, window with { WindowEndNs = window.WindowStartNs - 1 });
        Assert.Empty(_store.ReadVms());
        Assert.Equal((3, 3), (_store.Status.Records, _store.Status.Refused));
    }

    [Fact]
    public void It_is_ready_once_the_end_was_reached()
    {
        _store.Show(new WatchProgress(5, 0, CaughtUp: false));
        Assert.False(_store.Status.CaughtUp);
        _store.Show(new WatchProgress(9, 2, CaughtUp: true));
        _store.Show(new WatchProgress(9, 2, CaughtUp: false));
        Assert.Equal((true, 2), (_store.Status.CaughtUp, _store.Status.Undecodable));
    }

    [Fact]
    public void The_fleets_bins_are_as_wide_as_the_widest_window()
    {
        var window = CountOf.Window("a", "s", 1, 0, 5);
        Add(_store, window, CountOf.Window("a", "s", 1, 1, 6), CountOf.Window("a", "s", 1, 2, 7));
        Add(_store, window with { Tgid = 2, WindowEndNs = window.WindowStartNs + 20_000_000_000 });
        var (bins, width) = _store.ReadTimeline(ClockKind.Wall);
        Assert.Equal(20_000_000_000, width);
        Assert.Equal([16, 7], bins.Select(bin => bin.Counts.GangExits));
    }

    [Fact]
    public void The_timeline_keeps_its_latest_bins()
    {
        for (var window = 0; window < FleetTimeline.MaxBins + 5; window++)
            Add(_store, CountOf.Window("a", "s", 1, window, 1));
        Add(_store, CountOf.Window("b", "s", 1, 0, 1000)); // earlier than all that are kept
        var (bins, _) = _store.ReadTimeline(ClockKind.Wall);
        Assert.Equal(FleetTimeline.MaxBins, bins.Count);
        Assert.All(bins, bin => Assert.Equal(1, bin.Counts.GangExits));
    }

    [Fact]
    public void The_worst_come_first()
    {
        Add(_store, CountOf.Window("a", "s", 1, 0, 5), CountOf.Window("a", "s", 2, 0, 50), CountOf.Window("p9", "s", 3, 0, 5000, runCore: false));
        var fleet = FleetSnapshot.Of(_store);
        Assert.Equal([2, 1, 3], fleet.Vms.Select(vm => vm.Tgid));
        Assert.Equal(["a", "p9"], fleet.Hosts.Select(host => host.Name));
        Assert.Equal((3, 1, 2), (fleet.Total.Vms, fleet.Total.ExitsOnlyVms, fleet.Total.AffectedVms));
        Assert.Equal(5500d / 25500, fleet.Total.LostShare!.Value, 9);
    }

    /// <summary>One random stream of records, against a dictionary that holds every window.</summary>
    [Fact]
    public void Sums_equal_those_of_the_last_records()
    {
        var random = new Random(1);
        var last = new Dictionary<(int, int), GangExitCount>();
        for (var i = 0; i < 20_000; i++)
        {
            var (vm, window) = (random.Next(20), random.Next(100));
            var item = last[(vm, window)] = CountOf.Window("a", "s", vm, window, random.Next(1000), random.Next(2) == 0);
            Add(_store, item);
        }
        foreach (var vm in _store.ReadVms())
        {
            var windows = last.Where(pair => pair.Key.Item1 == vm.Tgid).OrderBy(pair => pair.Key.Item2).Select(pair => pair.Value).ToList();
            Assert.Equal(windows.Aggregate(default(RunCounts), (sum, item) => CountSums.Plus(sum, item.Counts)), vm.Counts);
            Assert.Equal(windows.Select(Bytes), _store.ReadWindows("a", vm.Tgid).Select(Bytes));
        }
        Assert.Equal(last.Values.Sum(item => item.Counts.GangExits), _store.ReadTimeline(ClockKind.Wall).Bins.Sum(bin => bin.Counts.GangExits));
    }

    internal static void Add(FleetStore store, params GangExitCount[] items)
    {
        foreach (var item in items)
            store.Add(in item);
    }

    private static string Bytes(GangExitCount item)
    {
        using var buffer = new AvroBuffer();
        Assert.False(GangExitCountCodec.Encode(in item, buffer).Failed);
        return Convert.ToHexString(buffer.Written);
    }
}
