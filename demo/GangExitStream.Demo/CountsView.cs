using GangExitStream.Processor.Sessions;
using GangExitStream.Subscriber;

namespace GangExitStream.Demo;

/// <summary>Sums up the records of gang-exit-counts, reports the progress to <see cref="Flow"/>, and passes them to a live view, if any.</summary>
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
            live?.Show(in progress); // otherwise an unreadable trace would briefly show an empty table
        flow.CountsRead(progress);
    }

    /// <summary>Closes the last windows. The caller shows the result.</summary>
    public void Complete(in WatchProgress progress)
    {
        foreach (var vm in Vms.Values)
            vm.Close();
    }

    public void Dispose() => live?.Dispose();
}
