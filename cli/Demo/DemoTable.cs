using System.Globalization;
using GangExitStream.Cli.Report.Table;
using GangExitStream.Demo;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Writers;

namespace GangExitStream.Cli.Demo;

/// <summary>The final table: the counts of the output topics compared with the report's.</summary>
internal sealed class DemoTable(ReportResult report, Comparison comparison)
{
    private const int MaxDifferences = 20;

    public void Write(AppIo io, string summary)
    {
        using var output = new TableOutput(io);
        TraceHeader.Write(output, report);
        output.Note(summary);
        output.EndLine();
        if (!report.Applicable)
            output.Warn(ReportTexts.NotApplicable);
        else
            WriteGrid(output);
        TraceFooter.Write(output, report);
        output.EndLine();
        WriteVerdict(output);
    }

    private void WriteGrid(TableOutput output)
    {
        var grid = new Grid(
            new("tgid"), new("runs"), new("gang exits", Style: TextStyle.Bold), new("share", DropOrder: 2), new("forced"), new("cedes", DropOrder: 1),
            new("triggers", Left: true, DropOrder: 3), new("gangexit report", Left: true));
        foreach (var vm in comparison.Vms.Take(VmGrid.MaxRows))
            grid.Add([.. Cells(vm)]);
        if (comparison.Vms.Count > 1)
            grid.Total([.. Sums()]);
        grid.Write(output);
        if (comparison.Vms.Count > VmGrid.MaxRows)
            output.Note($"and {Words.Number(comparison.Vms.Count - VmGrid.MaxRows)} VMs more, compared like these");
    }

    private static IEnumerable<string> Cells(VmComparison vm)
    {
        var counts = vm.Counts.Counts;
        yield return vm.Vm.Tgid.ToString(CultureInfo.InvariantCulture);
        yield return Words.Number(counts.Runs);
        yield return Words.Number(counts.GangExits);
        yield return Words.Share(counts.GangExits, counts.Runs);
        yield return Words.Number(counts.ForcedThreads);
        yield return Words.Number(counts.Cedes);
        var triggers = vm.Counts.Triggers.Ordered;
        yield return TriggerText.Of(triggers, counts.GangExits - triggers.Sum(trap => trap.Count), counts.GangExits);
        yield return vm.Differences.Count == 0 ? "same" : "differs";
    }

    private IEnumerable<string> Sums()
    {
        var (runs, exits) = (Sum(counts => counts.Runs), Sum(counts => counts.GangExits));
        return ["all", Words.Number(runs), Words.Number(exits), Words.Share(exits, runs), Words.Number(Sum(counts => counts.ForcedThreads)),
            Words.Number(Sum(counts => counts.Cedes)), "", comparison.IsSame ? "same" : "differs"];
    }

    private void WriteVerdict(TableOutput output)
    {
        if (comparison.IsSame)
        {
            output.Line($" same as gangexit report: {Words.Count(comparison.Vms.Count, "VM")}, {Words.Count(Sum(counts => counts.GangExits), "gang exit")}, "
                + $"{Words.Count(Sum(counts => counts.ForcedThreads), "forced thread")}, {Words.Count(Sum(counts => counts.Runs), "run")}, "
                + $"{Words.Count(Sum(counts => counts.Cedes), "cede")} and all triggers agree", TextStyle.Bold);
            return;
        }
        output.Line(" NOT the same as gangexit report:", TextStyle.Bold);
        var all = comparison.Vms.SelectMany(vm => vm.Differences.Select(difference => (vm.Vm, difference))).ToList();
        foreach (var (vm, difference) in all.Take(MaxDifferences))
            output.Warn($"VM {vm.Tgid} of {vm.Host}, {difference.What}: {Words.Number(difference.Topic)} in {difference.Place}, {Words.Number(difference.Report)} by gangexit report");
        if (all.Count > MaxDifferences)
            output.Warn($"and {Words.Number(all.Count - MaxDifferences)} differences more");
    }

    private long Sum(Func<RunCounts, long> figure) => comparison.Vms.Sum(vm => figure(vm.Counts.Counts));
}
