using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Exits;

namespace GangExitStream.Cli.Report.Table;

/// <summary>Guest exits by trap over all VMs, as of <c>perf kvm stat report</c>: for <c>--by exit</c>, and for traces that don't allow counting gang exits.</summary>
internal static class ExitGrid
{
    private const int BarColumns = 30;

    public static void Write(TableOutput output, ReportResult result, ExitReport exits)
    {
        var hasTimes = exits.HasTimes && result.HasTimes;
        var rows = exits.All;
        var shown = result.Top ?? VmGrid.MaxRows;
        var grid = new Grid([.. Columns(hasTimes)]);
        var (count, outNs) = (rows.Sum(row => row.Count), rows.Sum(row => (double)(row.Out?.Sum ?? 0)));
        foreach (var row in rows.Take(shown))
            grid.Add([.. Cells(row.Trap ?? "(others)", row, count, outNs, hasTimes, Bars.Bar(row.Count, rows[0].Count, BarColumns))]);
        if (rows.Count > 1)
            grid.Total([.. Cells("all", Sum(rows, hasTimes), count, outNs, hasTimes, "")]);
        grid.Write(output);
        RowGrids.WriteRest(output, rows.Count - shown, "trap", result.Top);
        WriteNotes(output, exits, hasTimes, rows.Sum(row => row.Count - (row.Out?.Count ?? 0)));
    }

    private static IEnumerable<GridColumn> Columns(bool hasTimes)
    {
        yield return new("trap", Left: true);
        yield return new("guest exits", Style: TextStyle.Bold);
        yield return new("share");
        yield return new("ceded", DropOrder: 4);
        if (hasTimes)
        {
            yield return new("time out");
            yield return new("share");
            yield return new("min", DropOrder: 2);
            yield return new("average");
            yield return new("median", DropOrder: 3);
            yield return new("p99");
            yield return new("max", DropOrder: 5);
        }
        yield return new("", DropOrder: 1, Left: true, Style: TextStyle.Cyan);
    }

    private static IEnumerable<string> Cells(string name, ExitRow row, long allExits, double allOutNs, bool hasTimes, string bar)
    {
        yield return name;
        yield return Words.Number(row.Count);
        yield return Words.Share(row.Count, allExits);
        yield return Words.Number(row.Ceded);
        if (hasTimes && row.Out is { } times)
        {
            yield return times.Count == 0 ? "" : Words.Duration(times.Sum);
            yield return allOutNs > 0 && times.Count > 0 ? Words.Percent(times.Sum / allOutNs) : "";
            foreach (var time in new[] { times.Min, times.Mean, times.Quantile(0.5), times.Quantile(0.99), times.Max })
                yield return time is { } ns ? Words.Duration(ns) : "";
        }
        yield return bar;
    }

    private static ExitRow Sum(IReadOnlyList<ExitRow> rows, bool hasTimes) => new(
        null, null, rows.Sum(row => row.Count), rows.Sum(row => row.Ceded), hasTimes ? TimeHistogram.Merge(rows.Select(row => row.Out).OfType<TimeHistogram>()) : null);

    private static void WriteNotes(TableOutput output, ExitReport exits, bool hasTimes, long unknown)
    {
        if (hasTimes)
            output.Note("time out: from a guest exit to the vcpu's next kvm_guest_enter, of a vcpu that had ceded its idle time, too"
                + (unknown > 0 ? $"; without {Words.Count(unknown, "exit")} whose next enter isn't known" : ""));
        else if (!exits.HasTimes)
            output.Note("record kvm_hv:kvm_guest_enter, too, for the time out of the guest" + (exits.HasHcalls ? "" : ", and kvm_hv:kvm_hcall_enter for the hcalls' names"));
        if (exits is { HasTimes: true, HasHcalls: false })
            output.Note("record kvm_hv:kvm_hcall_enter, too, for the hcalls' names");
        else if (exits.HasHcalls && exits.All.Any(row => row.Trap == "SYSCALL"))
            output.Note("SYSCALL: hcalls that are dealt with before kvm_hcall_enter, such as H_CEDE");
    }
}
