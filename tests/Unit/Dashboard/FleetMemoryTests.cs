using System.Diagnostics;
using GangExitStream.Dashboard;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Dashboard;

/// <summary>Memory of 100,000 VMs (docs/dashboard.md, "Memory").</summary>
[Collection(AloneCollection.Name)]
public sealed class FleetMemoryTests(ITestOutputHelper output)
{
    private const int Vms = 100_000;

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public void A_hundred_thousand_VMs_fit(int windows)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        using var store = Fleet(windows);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{bytes / Vms} bytes a VM, {store.Status.Windows / (double)Vms:0.0} windows each, {store.Status.WindowBytes / Math.Max(1, store.Status.Windows)} bytes a window, {windows * Vms / seconds:0} records/s");
        Assert.Equal(Vms, store.Status.Vms);
        Assert.InRange(store.Status.WindowBytes, 0, new StoreLimits().MaxWindowBytes);
        Assert.InRange(bytes, 1, 400L << 20);
        var fleet = FleetSnapshot.Of(store);
        Assert.Equal(windows * (long)Vms * 50 + windows * (Vms / 100) * 4950L, fleet.Total.Counts.GangExits);
        GC.KeepAlive(store);
    }

    [Fact]
    public void A_look_up_costs_the_same_in_any_fleet()
    {
        using var store = Fleet(windows: 1);
        (_, _) = (store.ReadVms("host-0000", 1), store.ReadWindows("host-0000", 1)); // what is made once
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (sums, found, none) = (store.ReadVms("host-1000", 40_000), store.ReadWindows("host-1000", 40_000), store.ReadVms("host-1000", 39_999));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000); // an array of all VMs would be 800,000
        Assert.Equal((40_000, 1, 0), (Assert.Single(sums).Tgid, found.Count, none.Count));
    }

    [Fact]
    public async Task What_requests_take()
    {
        using var store = Fleet(windows: 1);
        (var server, _) = await DashboardServer.StartAsync(new DashboardSettings("127.0.0.1", 0), store, "1.0", TimeProvider.System, static _ => null);
        await using var own = server!;
        FleetSnapshot.Of(store);
        var before = Stopwatch.GetTimestamp();
        FleetSnapshot.Of(store);
        output.WriteLine($"a snapshot {Stopwatch.GetElapsedTime(before).TotalMilliseconds,35:0.0} ms");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{own.Port}/") };
        foreach (var path in new[] { "", "?sort=trap", "?q=host-1000", "vm/host-1000/40000", "api/vms/host-1000/40000", "api/vms/host-1000/40000/windows", "api/vms?limit=100", "api/vms" })
        {
            await TimeAsync(path);
            output.WriteLine($"/{path,-32} {await TimeAsync(path)}; after a change {await TimeAsync(path, change: true)}");
        }

        async Task<string> TimeAsync(string path, bool change = false)
        {
            if (change)
                store.Add(CountOf.Window("host-1000", "live-0123456789", 40_000, 11, 51));
            var started = Stopwatch.GetTimestamp();
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            var bytes = (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
            return $"{Stopwatch.GetElapsedTime(started).TotalMilliseconds,7:0.0} ms, {bytes / 1e3:0.0} kB";
        }
    }

    private static FleetStore Fleet(int windows)
    {
        var store = new FleetStore(new StoreLimits());
        for (var window = 0; window < windows; window++)
        {
            for (var vm = 0; vm < Vms; vm++)
                store.Add(CountOf.Window($"host-{vm / 40:0000}", "live-0123456789", vm, window, 50 + vm % 100));
        }
        return store;
    }
}
