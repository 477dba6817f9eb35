using System.Globalization;
using GangExitStream.Cli.Report.Table;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Diff;

namespace GangExitStream.Cli.Diff;

/// <summary>For people: a table for each metric, before beside after, and what of the change is more than the noise.</summary>
internal sealed class DiffTable(AppIo io)
{
    private const int MaxRows = 500;

    public void Write(DiffResult diff)
    {
        using var output = new TableOutput(io);
        WriteTrace(output, "before", diff.Before, diff.WindowsBefore);
        WriteTrace(output, "after", diff.After, diff.WindowsAfter);
        if (diff.Note is { } note)
            output.Warn($"gang exits are not compared: {note}");
        foreach (var metric in diff.Rows.Count > 0 ? diff.Metrics : diff.Total.Changes.Keys)
            WriteMetric(output, diff, metric);
        output.Note($"±: {100 * Change.Confidence:F0} % confidence, from the variation between windows of each recording. ~: not more than the noise. p is adjusted for the number of rows. "
            + "How recordings differ from each other without any change is not in it.");
    }

    private static void WriteTrace(TableOutput output, string name, ReportResult result, (int Count, long Ns) windows) =>
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{name,-7} {PlainText.Clean(result.Trace)}{(result.Info.Host is { } host ? $" · host {PlainText.Clean(host)}" : "")} · {Words.Count(result.Summary.Events, "event")} in {Words.Duration(result.Span.DurationNs)} · {windows.Count} windows of {Words.Duration(windows.Ns)}"));

    private static void WriteMetric(TableOutput output, DiffResult diff, string metric)
    {
        output.Line("");
        output.Line(DiffWords.Title(metric, diff.By), TextStyle.Bold);
        var grid = new Grid(new(DiffWords.RowName(diff.By), Left: true), new("before"), new("after"), new("change", Style: TextStyle.Bold), new("", Left: true), new("p", DropOrder: 1));
        foreach (var row in diff.Rows.Take(MaxRows))
            grid.Add(Cells(row, metric));
        if (diff.Rows.Count > 0)
            grid.Total(Cells(diff.Total, metric));
        else
            grid.Add(Cells(diff.Total, metric));
        grid.Write(output);
        RowGrids.WriteRest(output, diff.Rows.Count - MaxRows, "row", null);
    }

    private static string[] Cells(DiffRow row, string metric)
    {
        var change = row.Changes[metric];
        return
        [
            row.TgidBefore is { } before && row.TgidAfter is { } after && before != after && row.Vcore is null ? string.Create(CultureInfo.InvariantCulture, $"{row.Name} ({before}, {after})") : row.Name,
            DiffWords.Value(metric, change.Before, change.BeforeMargin), DiffWords.Value(metric, change.After, change.AfterMargin),
            DiffWords.Amount(change), DiffWords.Verdict(change.Verdict), change.AdjustedP is { } p ? p.ToString("F3", CultureInfo.InvariantCulture) : "",
        ];
    }
}
