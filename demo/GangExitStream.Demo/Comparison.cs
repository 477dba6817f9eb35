using GangExitStream.Processor.Sessions;
using GangExitStream.Producer;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Demo;

/// <summary>Compares the contents of the output topics with the report of the same events.</summary>
internal sealed class Comparison
{
    private Comparison(IReadOnlyList<VmComparison> vms) => Vms = vms;

    /// <summary>All VMs of the report and of the topics, ordered by gang exits, descending.</summary>
    public IReadOnlyList<VmComparison> Vms { get; }

    public bool IsSame => Vms.All(vm => vm.Differences.Count == 0);

    /// <param name="report">The report.</param>
    /// <param name="source">Host and source under which the trace was published; null: nothing was published.</param>
    /// <param name="exits">Totals of the topic gang-exits.</param>
    /// <param name="counts">Totals of the topic gang-exit-counts.</param>
    public static Comparison Of(ReportResult report, SourceIdentity? source, IReadOnlyDictionary<VmKey, ExitTotals> exits, IReadOnlyDictionary<VmKey, CountTotals> counts)
    {
        var reported = report.Vms.ToDictionary(vm => new VmKey(source?.Host ?? "", source?.Source ?? "", vm.Tgid));
        var vms = reported.Keys.Union(counts.Where(vm => vm.Value.HasRunCore).Select(vm => vm.Key)).Union(exits.Keys).Select(key => new VmComparison(
            key, reported.GetValueOrDefault(key), counts.GetValueOrDefault(key) ?? new CountTotals(), exits.GetValueOrDefault(key) ?? new ExitTotals()));
        return new Comparison([.. vms.OrderByDescending(vm => vm.Counts.Counts.GangExits).ThenBy(vm => vm.Vm.Tgid)]);
    }
}
