using GangExitStream.Processor.Sessions;
using GangExitStream.Producer;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Demo;

/// <summary>Holds what was read from the output topics against the report of the same events.</summary>
internal sealed class Comparison
{
    private Comparison(IReadOnlyList<VmComparison> vms) => Vms = vms;

    /// <summary>Every VM that any of them knows, most gang exits first.</summary>
    public IReadOnlyList<VmComparison> Vms { get; }

    public bool IsSame => Vms.All(vm => vm.Differences.Count == 0);

    /// <param name="report">What the report says.</param>
    /// <param name="source">The names under which the trace was published; null: nothing was.</param>
    /// <param name="exits">What gang-exits says.</param>
    /// <param name="counts">What gang-exit-counts says.</param>
    public static Comparison Of(ReportResult report, SourceIdentity? source, IReadOnlyDictionary<VmKey, ExitTotals> exits, IReadOnlyDictionary<VmKey, CountTotals> counts)
    {
        var reported = report.Vms.ToDictionary(vm => new VmKey(source?.Host ?? "", source?.Source ?? "", vm.Tgid));
        var vms = reported.Keys.Union(counts.Where(vm => vm.Value.HasRunCore).Select(vm => vm.Key)).Union(exits.Keys).Select(key => new VmComparison(
            key, reported.GetValueOrDefault(key), counts.GetValueOrDefault(key) ?? new CountTotals(), exits.GetValueOrDefault(key) ?? new ExitTotals()));
        return new Comparison([.. vms.OrderByDescending(vm => vm.Counts.Counts.GangExits).ThenBy(vm => vm.Vm.Tgid)]);
    }
}
