using GangExitStream.Processor.Sessions;
using GangExitStream.Subscriber;

namespace GangExitStream.Demo;

/// <summary>Sums up the records of gang-exits, and reports the progress to <see cref="Flow"/>.</summary>
internal sealed class ExitsView(Flow flow) : IWatchView<GangExit>
{
    public Dictionary<VmKey, ExitTotals> Vms { get; } = [];

    public void Add(in GangExit item)
    {
        var key = new VmKey(item.Host, item.Source, item.Tgid);
        if (!Vms.TryGetValue(key, out var vm))
            Vms.Add(key, vm = new ExitTotals());
        vm.Add(in item);
    }

    public void Show(in WatchProgress progress) => flow.ExitsRead(progress);

    public void Complete(in WatchProgress progress)
    {
    }

    public void Dispose()
    {
    }
}
