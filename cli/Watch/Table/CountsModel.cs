using System.Runtime.InteropServices;

namespace GangExitStream.Cli.Watch.Table;

/// <summary>The latest window of every VM. Bounded: of too many VMs those that were silent longest are forgotten.</summary>
internal sealed class CountsModel(TimeProvider time, int maxVms = CountsModel.DefaultMaxVms)
{
    public const int DefaultMaxVms = 4096;

    /// <summary>So long a VM whose last window is final stays beside those that go on.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromMinutes(2);

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
        vm.Add(in item, _seen++, time.GetTimestamp());
        if (_vms.Count > maxVms)
            ForgetSilent();
    }

    /// <summary>
    /// Open windows first, then by the order asked for. A VM that has ended is left out after a while, as long as there are others that have not.
    /// </summary>
    public IReadOnlyList<CountRow> Rows(int trend, TableKeys keys)
    {
        var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var hasOpen = _vms.Values.Any(static vm => !vm.Latest.Final);
        var rows = _vms
            .Where(vm => !hasOpen || !vm.Value.Latest.Final || time.GetElapsedTime(vm.Value.TouchedAt) < Age)
            .Where(vm => keys.Shows(vm.Key.Host, vm.Key.Source, WatchText.Number(vm.Key.Tgid), vm.Value.Latest.Vm))
            .Select(vm => CountRow.From(vm.Value, trend, now))
            .OrderBy(static row => row.Window.Final);
        return [.. Ordered(rows, keys.Order).ThenBy(static row => row.Window.Host, StringComparer.Ordinal).ThenBy(static row => row.Window.Tgid).ThenBy(static row => row.Window.Source, StringComparer.Ordinal)];
    }

    private static IOrderedEnumerable<CountRow> Ordered(IOrderedEnumerable<CountRow> rows, RowOrder order) => order switch
    {
        RowOrder.Share => rows.ThenByDescending(static row => row.ShareOfRuns),
        RowOrder.Lost => rows.ThenByDescending(static row => row.LostShare),
        RowOrder.Forced => rows.ThenByDescending(static row => row.Window.Counts.ForcedThreads),
        RowOrder.Host => rows,
        RowOrder.Exits => rows.ThenByDescending(static row => row.Window.Counts.GangExits),
        _ => rows.ThenByDescending(static row => row.Rate).ThenByDescending(static row => row.GuestExitRate),
    };

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
