using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.History;

namespace GangExitStream.Reporting.Html;

/// <summary>A VM on the page: its counts and its history; null: not kept. A VM without a run_core has guest exits only.</summary>
internal sealed record VmRow(ReportResult Result, int Trace, int Tgid, VmReport? Vm, VmHistory? History)
{
    public string? Name => Result.NameOf(Tgid);

    public long GuestExits => History?.GuestExits.Sum() ?? 0;

    public long GangExits => Vm?.GangExits ?? 0;

    /// <summary>The VMs of a trace with a run_core; if there are none, those without.</summary>
    public static IReadOnlyList<VmRow> Of(ReportResult result, int trace)
    {
        var histories = (result.Rows.History?.Vms ?? []).ToDictionary(vm => vm.Tgid);
        if (result.Applicable)
            return [.. result.TopVms.Select(vm => new VmRow(result, trace, vm.Tgid, vm, histories.GetValueOrDefault(vm.Tgid)))];
        return [.. histories.Values.Where(vm => vm.Tgid >= 0).Take(result.Top ?? int.MaxValue).Select(vm => new VmRow(result, trace, vm.Tgid, null, vm))];
    }
}
