namespace GangExitStream.Tests.Chaos.Check;

/// <summary>
/// Holds what the topics have against what the traces must give: record for record, window sums, nothing else. The differences
/// are returned in words, none where all is right.
/// </summary>
internal sealed class OutputChecker
{
    private readonly Dictionary<VmId, ReferenceVm> _expected = [];
    private readonly List<string> _differences = [];

    public OutputChecker(IEnumerable<Published> published, IReadOnlyDictionary<string, ReferenceTrace> traces)
    {
        foreach (var item in published)
        {
            foreach (var (tgid, vm) in traces[item.Trace].Vms)
                _expected[new VmId(item.Host, item.Source, tgid)] = vm;
        }
    }

    /// <summary>Gang exits that must be there.</summary>
    public long GangExits => _expected.Values.Sum(vm => (long)vm.GangExits.Count);

    /// <summary>VMs of all sources.</summary>
    public int Vms => _expected.Count;

    public IReadOnlyList<string> Check(IEnumerable<GangExit> gangExits, IEnumerable<GangExitCount> counts)
    {
        _differences.Clear();
        CheckGangExits(gangExits.ToLookup(item => new VmId(item.Host, item.Source, item.Tgid)));
        CheckCounts(LastWords(counts).ToLookup(item => new VmId(item.Host, item.Source, item.Tgid)));
        return [.. _differences];
    }

    private void CheckGangExits(ILookup<VmId, GangExit> found)
    {
        foreach (var id in found.Select(group => group.Key).Where(id => !_expected.ContainsKey(id)))
            _differences.Add($"{id}: {found[id].Count()} gang exits of a VM that was never published");
        foreach (var (id, vm) in _expected)
            CheckGangExits(id, vm.GangExits, [.. found[id]]);
    }

    private void CheckGangExits(VmId id, IReadOnlyList<GangExit> expected, IReadOnlyList<GangExit> found)
    {
        if (found.Count != expected.Count)
            _differences.Add($"{id}: {found.Count} gang exits, {expected.Count} are right");
        var rest = expected.ToDictionary(item => item.Sequence, item => item with { Host = id.Host, Source = id.Source });
        var seen = new HashSet<long>();
        foreach (var item in found)
        {
            if (!seen.Add(item.Sequence))
                _differences.Add($"{id}: gang exit {item.Sequence} is there twice");
            else if (!rest.Remove(item.Sequence, out var right))
                _differences.Add($"{id}: gang exit {item.Sequence} is none");
            else if (item != right)
                _differences.Add($"{id}: gang exit {item.Sequence} is {item}, right is {right}");
        }
        foreach (var missing in rest.Keys)
            _differences.Add($"{id}: gang exit {missing} is missing");
    }

    /// <summary>
    /// A compacted topic: of each window the last record counts, whether or not the broker has compacted yet. Windows without a run_core have
    /// guest exits only, which the reference doesn't count.
    /// </summary>
    private static Dictionary<(VmId Vm, long WindowStartNs), GangExitCount>.ValueCollection LastWords(IEnumerable<GangExitCount> counts)
    {
        var last = new Dictionary<(VmId Vm, long WindowStartNs), GangExitCount>();
        foreach (var item in counts.Where(item => item.HasRunCore))
            last[(new VmId(item.Host, item.Source, item.Tgid), item.WindowStartNs)] = item;
        return last.Values;
    }

    /// <summary>The sums can be right and the windows wrong: each has the gang exits of its time.</summary>
    private void CheckWindow(VmId id, ReferenceVm vm, GangExitCount window)
    {
        var right = vm.GangExits.Count(item => item.ExitNs >= window.WindowStartNs && item.ExitNs < window.WindowEndNs);
        if (window.Counts.GangExits != right)
            _differences.Add($"{id}: window {window.WindowStartNs} has {window.Counts.GangExits} gang exits, {right} are right");
    }

    private void CheckCounts(ILookup<VmId, GangExitCount> found)
    {
        foreach (var id in found.Select(group => group.Key).Where(id => !_expected.ContainsKey(id)))
            _differences.Add($"{id}: counts of a VM that was never published");
        foreach (var (id, vm) in _expected)
        {
            foreach (var open in found[id].Where(window => !window.Final))
                _differences.Add($"{id}: window {open.WindowStartNs} isn't final, though its source has ended");
            foreach (var window in found[id])
                CheckWindow(id, vm, window);
            if (VmCounts.Sum(found[id]) is var sum && !sum.Same(vm.Counts))
                _differences.Add($"{id}: the windows' sums are {sum}, right is {vm.Counts}");
        }
    }
}
