using System.Runtime.InteropServices;

namespace GangExitStream.Cli.Watch.Table;

/// <summary>The latest window of every VM. Bounded: of too many VMs those that were silent longest are forgotten.</summary>
internal sealed class CountsModel(int maxVms = CountsModel.DefaultMaxVms)
{
    public const int DefaultMaxVms = 4096;

    private readonly Dictionary<VmKey, VmWindows> _vms = [];
    private long _seen;

    /// <summary>VMs that are known now.</summary>
    public int Vms => _vms.Count;

    /// <summary>How often a VM was forgotten.</summary>
    public long Forgotten { get; private set; }

    public void Add(in GangExitCount item)
    {
        ref var vm = ref CollectionsMarshal.GetValueRefOrAddDefault(_vms, new VmKey(item.Host, item.Source, item.Tgid), out _);
        vm ??= new VmWindows();
        vm.Add(in item, _seen++);
        if (_vms.Count > maxVms)
            ForgetSilent();
    }

    /// <summary>Open windows first, then those with the most gang exits.</summary>
    public IEnumerable<CountRow> Rows(int count, int trend) => _vms
        .OrderBy(vm => vm.Value.Latest.Final)
        .ThenByDescending(vm => vm.Value.Latest.Counts.GangExits)
        .ThenBy(vm => vm.Key.Host, StringComparer.Ordinal)
        .ThenBy(vm => vm.Key.Tgid)
        .ThenBy(vm => vm.Key.Source, StringComparer.Ordinal)
        .Take(count)
        .Select(vm => CountRow.From(vm.Value, trend));

    // A quarter at once: a sort for each new VM of a large fleet would be too much.
    private void ForgetSilent()
    {
        foreach (var key in _vms.OrderBy(vm => vm.Value.Touched).Take(Math.Max(1, maxVms / 4)).Select(vm => vm.Key).ToList())
            _vms.Remove(key);
        Forgotten += Math.Max(1, maxVms / 4);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct VmKey(string Host, string Source, int Tgid);
}
