using System.Globalization;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Cli.Report.Table;

/// <summary><c>--by vm</c>: a row for each VM.</summary>
internal sealed class VmGrid(ReportResult result)
{
    /// <summary>Default maximum of rows: the VMs with the most gang exits.</summary>
    public const int MaxRows = 20;

    /// <summary>With more rows each has one line, so that they fit on a screen.</summary>
    private const int MaxTallRows = 6;

    private readonly Sparklines _sparklines = new(result);

    private readonly int _shown = result.Top ?? MaxRows;

    /// <summary>Whether there are columns for uncertain runs, orphan exits and unfinished runs.</summary>
    private readonly bool _hasGaps = result.Vms.Any(vm => vm.Counts.UncertainRuns + vm.Counts.OrphanExits + vm.Counts.UnfinishedRuns > 0);

    private readonly bool _hasNames = result.Vms.Any(vm => result.NameOf(vm.Tgid) is not null);

    private bool IsTall => Math.Min(result.Vms.Count, _shown) <= MaxTallRows;

    public void Write(TableOutput output)
    {
        var grid = new Grid([.. Columns()]);
        foreach (var vm in result.Vms.Take(_shown))
            grid.Add([.. Cells(vm.Tgid.ToString(CultureInfo.InvariantCulture), [vm], vm.Triggers, _sparklines.Of(vm).TrimEnd())]);
        if (result.Vms.Count > 1)
            grid.Total([.. Cells("all", result.Vms, null, "")]);
        if (!grid.Write(output) && result.HasTimes && IsTall)
            WriteOverTime(output);
        RowGrids.WriteRest(output, result.Vms.Count - _shown, "VM", result.Top);
        if (result.HasTimes && IsTall)
            output.Note($"over time: gang exits in steps of {Words.Duration((long)_sparklines.ColumnNs)}");
        if (result.HasTimes && result.GangExits > 0)
            WriteCostNote(output);
    }

    /// <summary>Writes the meaning of the cost columns.</summary>
    private void WriteCostNote(TableOutput output)
    {
        var unknown = result.Vms.Sum(vm => vm.Counts.ForcedOutUntold);
        output.Note("forced out: thread-time from gang exits to their vcores' next Enters (median out, p99 out: of one); some of these threads may have had nothing to do, "
            + "so this share of the VM's thread-time was lost at most" + (unknown > 0 ? $"; without {Words.Count(unknown, "gang exit")} whose next Enter isn't known" : ""));
    }

    /// <summary>Writes the sparklines below the table if they don't fit into it.</summary>
    private void WriteOverTime(TableOutput output)
    {
        foreach (var vm in result.Vms.Take(_shown))
            output.Line($" {vm.Tgid,7}   {_sparklines.Of(vm).TrimEnd()}", TextStyle.Cyan);
    }

    private IEnumerable<GridColumn> Columns()
    {
        yield return new("tgid");
        if (_hasNames)
            yield return new("name", Left: true);
        yield return new("runs");
        yield return new("gang exits", Style: TextStyle.Bold);
        yield return new("share");
        yield return new("forced", DropOrder: 8);
        yield return new("per exit", DropOrder: 1);
        if (result.HasTimes)
        {
            yield return new("forced out", DropOrder: 5);
            yield return new("lost at most", Style: TextStyle.Bold);
            yield return new("median out", DropOrder: 4);
            yield return new("p99 out", DropOrder: 4);
            yield return new("per s", DropOrder: 3);
        }
        yield return new("cedes", DropOrder: 4);
        if (_hasGaps)
        {
            yield return new("uncertain", DropOrder: 7, Style: TextStyle.Yellow);
            yield return new("orphans", DropOrder: 5, Style: TextStyle.Yellow);
            yield return new("unfinished", DropOrder: 6, Style: TextStyle.Yellow);
        }
        yield return new("triggers", Left: true);
        if (result.HasTimes && IsTall)
            yield return new("over time", DropOrder: 2, Left: true, Style: TextStyle.Cyan);
    }

    private static IEnumerable<string> Cost(IReadOnlyList<VmReport> vms)
    {
        var times = TimeHistogram.Merge(vms.Select(vm => vm.OutTimes));
        yield return Words.Duration((long)vms.Sum(vm => (double)vm.Counts.ForcedOutNs));
        yield return VmReport.ForcedOutShareOf(vms) is { } lost ? Words.Percent(lost) : "";
        yield return times.Quantile(0.5) is { } median ? Words.Duration(median) : "";
        yield return times.Quantile(0.99) is { } p99 ? Words.Duration(p99) : "";
    }

    private IEnumerable<string> Cells(string name, IReadOnlyList<VmReport> vms, TrapTally? triggers, string overTime)
    {
        var runs = vms.Sum(vm => vm.Counts.Runs);
        var gangExits = vms.Sum(vm => vm.GangExits);
        var forced = vms.Sum(vm => vm.Forced);
        yield return name;
        if (_hasNames)
            yield return vms.Count == 1 ? Words.Name(result.NameOf(vms[0].Tgid)) : "";
        yield return Words.Number(runs);
        yield return Words.Number(gangExits);
        yield return Words.Share(gangExits, runs);
        yield return Words.Number(forced);
        yield return Words.Mean(forced, gangExits);
        if (result.HasTimes)
        {
            foreach (var cell in Cost(vms))
                yield return cell;
            yield return Words.Rate(result.PerSecond(gangExits));
        }
        yield return Words.Number(vms.Sum(vm => vm.Counts.Cedes));
        if (_hasGaps)
        {
            yield return Words.Number(vms.Sum(vm => vm.Counts.UncertainRuns));
            yield return Words.Number(vms.Sum(vm => vm.Counts.OrphanExits));
            yield return Words.Number(vms.Sum(vm => vm.Counts.UnfinishedRuns));
        }
        yield return triggers is null ? "" : IsTall ? TriggerText.Of(triggers, gangExits) : TriggerText.InOneLine(triggers.Ordered, triggers.Unknown, gangExits);
        if (result.HasTimes && IsTall)
            yield return overTime;
    }
}
