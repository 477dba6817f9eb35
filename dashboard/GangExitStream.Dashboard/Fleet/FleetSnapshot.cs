namespace GangExitStream.Dashboard.Fleet;

/// <summary>The fleet at one time: its VMs, the worst first, the sums by host, and the total.</summary>
internal sealed class FleetSnapshot
{
    private FleetSnapshot(StoreStatus status, VmSums[] vms)
    {
        (Status, Vms) = (status, vms);
        Hosts = [.. vms.GroupBy(vm => vm.Host, StringComparer.Ordinal).Select(host => new GroupSums(host.Key, host)).OrderByDescending(host => host.LostShare ?? -1).ThenByDescending(host => host.Counts.GangExits).ThenBy(host => host.Name, StringComparer.Ordinal)];
        Total = new GroupSums("all", vms);
    }

    public StoreStatus Status { get; }

    /// <summary>Ordered by lost share, then gang exits, then guest exits, largest first.</summary>
    public IReadOnlyList<VmSums> Vms { get; }

    public IReadOnlyList<GroupSums> Hosts { get; }

    public GroupSums Total { get; }

    public static FleetSnapshot Of(FleetStore store)
    {
        var status = store.Status;
        var vms = store.ReadVms();
        Array.Sort(vms, WorstFirst);
        return new FleetSnapshot(status, vms);
    }

    private static int WorstFirst(VmSums a, VmSums b)
    {
        var order = (b.LostShare ?? -1).CompareTo(a.LostShare ?? -1);
        order = order != 0 ? order : b.Counts.GangExits.CompareTo(a.Counts.GangExits);
        order = order != 0 ? order : b.GuestExits.CompareTo(a.GuestExits);
        order = order != 0 ? order : string.CompareOrdinal(a.Host, b.Host);
        order = order != 0 ? order : a.Tgid.CompareTo(b.Tgid);
        return order != 0 ? order : string.CompareOrdinal(a.Source, b.Source);
    }
}

/// <summary>Sums of several VMs.</summary>
internal sealed class GroupSums
{
    public GroupSums(string name, IEnumerable<VmSums> vms)
    {
        Name = name;
        foreach (var vm in vms)
            Add(vm);
    }

    public string Name { get; }

    public int Vms { get; private set; }

    /// <summary>Number of VMs with gang exits.</summary>
    public int AffectedVms { get; private set; }

    /// <summary>Number of VMs without any run_core.</summary>
    public int ExitsOnlyVms { get; private set; }

    public int LossyVms { get; private set; }

    public long GuestExits { get; private set; }

    public RunCounts Counts { get; private set; }

    public TriggerCounts Triggers { get; } = new();

    public TriggerCounts Exits { get; } = new();

    public double? LostShare => Counts.ForcedOutShare;

    private void Add(VmSums vm)
    {
        Vms++;
        AffectedVms += vm.Counts.GangExits > 0 ? 1 : 0;
        ExitsOnlyVms += vm.HasRunCore ? 0 : 1;
        LossyVms += vm.IsLossy ? 1 : 0;
        GuestExits += vm.GuestExits;
        Counts = CountSums.Plus(Counts, vm.Counts);
        foreach (var (trap, count) in vm.Triggers.Items)
            CountSums.AddTo(Triggers, trap, count);
        foreach (var (trap, count) in vm.Exits.Items)
            CountSums.AddTo(Exits, trap, count);
    }
}
