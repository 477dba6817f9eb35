using System.Diagnostics;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Dashboard;

/// <summary>Memory of 100,000 VMs (docs/dashboard.md, "Memory").</summary>
public sealed class FleetMemoryTests(ITestOutputHelper output)
{
    private const int Vms = 100_000;

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public void A_hundred_thousand_VMs_fit(int windows)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var store = new FleetStore(new StoreLimits());
        var started = Stopwatch.GetTimestamp();
        for (var window = 0; window < windows; window++)
        {
            for (var vm = 0; vm < Vms; vm++)
                store.Add(CountOf.Window($"host-{vm / 40:0000}", "live-0123456789", vm, window, 50 + vm % 100));
        }
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
}
