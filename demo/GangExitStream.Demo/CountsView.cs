using GangExitStream.Processor.Sessions;
using GangExitStream.Subscriber;

namespace GangExitStream.Demo;

/// <summary>Adds up gang-exit-counts as <c>watch</c> reads it, says how far it is, and shows it live where there is a terminal.</summary>
internal sealed class CountsView(Flow flow, IWatchView<GangExitCount>? live) : IWatchView<GangExitCount>
{
    public Dictionary<VmKey, CountTotals> Vms { get; } = [];

    public void Add(in GangExitCount item)
    {
        var key = new VmKey(item.Host, item.Source, item.Tgid);
        if (!Vms.TryGetValue(key, out var vm))
            Vms.Add(key, vm = new CountTotals());
        vm.Add(in item);
        live?.Add(in item);
    }

    public void Show(in WatchProgress progress)
    {
        if (progress.Shown > 0)
            live?.Show(in progress); // else a trace that can't be read would flash an empty screen
        flow.CountsRead(progress);
    }

    /// <summary>The whole of it is shown by others; here the last windows are closed.</summary>
    public void Complete(in WatchProgress progress)
    {
        foreach (var vm in Vms.Values)
            vm.Close();
    }

    public void Dispose() => live?.Dispose();
}
