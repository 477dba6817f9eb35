using GangExitStream.Dashboard.Fleet;

namespace GangExitStream.Dashboard.Api;

/// <summary>The fields that VMs can be sorted by.</summary>
internal static class FleetOrder
{
    public const string Default = "lost_share";

    private static readonly IComparer<IComparable> ByValue =
        Comparer<IComparable>.Create(static (a, b) => a is string x && b is string y ? string.CompareOrdinal(x, y) : a.CompareTo(b));

    /// <summary>Sort keys by the column's name.</summary>
    public static IReadOnlyDictionary<string, Func<VmSums, IComparable>> Fields { get; } = new Dictionary<string, Func<VmSums, IComparable>>(StringComparer.Ordinal)
    {
        ["lost_share"] = vm => vm.LostShare ?? -1,
        ["tgid"] = vm => vm.Tgid,
        ["host"] = vm => vm.Host,
        ["source"] = vm => vm.Source,
        ["gang_exits"] = vm => vm.Counts.GangExits,
        ["share"] = vm => vm.Counts.Runs == 0 ? -1 : (double)vm.Counts.GangExits / vm.Counts.Runs,
        ["runs"] = vm => vm.Counts.Runs,
        ["forced_threads"] = vm => vm.Counts.ForcedThreads,
        ["guest_exits"] = vm => vm.GuestExits,
        ["trap"] = vm => TrapOrder.Main(vm.HasRunCore ? vm.Triggers : vm.Exits)?.Trap ?? "",
        ["uncertain_runs"] = vm => vm.Counts.UncertainRuns,
        ["lost"] = vm => vm.Counts.Lost,
        ["last_window_start_ns"] = vm => vm.LastWindowStartNs,
    };

    /// <summary>Sorts stably: equal VMs keep their order, the worst first.</summary>
    public static IReadOnlyList<VmSums> Sort(IEnumerable<VmSums> vms, string field, bool descending) =>
        descending ? [.. vms.OrderByDescending(Fields[field], ByValue)] : [.. vms.OrderBy(Fields[field], ByValue)];
}

/// <summary>Orders traps by their counts.</summary>
internal static class TrapOrder
{
    /// <summary>The most frequent trap; null: none.</summary>
    public static TriggerCount? Main(TriggerCounts traps)
    {
        TriggerCount? most = null;
        foreach (var trap in traps.Items)
        {
            if (trap.Count > (most?.Count ?? 0))
                most = trap;
        }
        return most;
    }

    /// <summary>Largest count first, without traps that have none.</summary>
    public static IReadOnlyList<TriggerCount> Ordered(TriggerCounts traps) =>
        [.. traps.Items.ToArray().Where(trap => trap.Count > 0).OrderByDescending(trap => trap.Count).ThenBy(trap => trap.Trap, StringComparer.Ordinal)];
}
