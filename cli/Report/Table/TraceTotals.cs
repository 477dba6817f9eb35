using System.Globalization;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Cli.Report.Table;

/// <summary>The table after several traces: a row for each, and their sum.</summary>
internal sealed class TraceTotals
{
    private readonly List<Row> _rows = [];

    public void Add(ReportResult result) => _rows.Add(new Row(
        Name(result), result.DurationNs, result.Summary.Events, result.Vms.Count, result.Vms.Sum(vm => vm.Counts.Runs), result.GangExits, result.Vms.Sum(vm => vm.Forced)));

    /// <summary>Writes it if there were several.</summary>
    public void Write(TableOutput output)
    {
        if (_rows.Count < 2)
            return;
        var grid = new Grid(new("trace", Left: true), new("duration", DropOrder: 3), new("events", DropOrder: 1), new("VMs", DropOrder: 2), new("runs"),
            new("gang exits", Style: TextStyle.Bold), new("share"), new("forced", DropOrder: 4), new("per s", DropOrder: 5));
        foreach (var row in _rows.Take(RowGrids.MaxRows))
            grid.Add([.. row.Cells()]);
        grid.Total([.. Sum().Cells()]);
        output.Line("");
        output.Line($"all {_rows.Count.ToString("N0", CultureInfo.InvariantCulture)} traces", TextStyle.Bold);
        grid.Write(output);
        RowGrids.WriteRest(output, _rows.Count - RowGrids.MaxRows, "trace", top: null);
        output.Note("a VM in several traces is counted in each; durations are added up");
    }

    private Row Sum() => new("all", _rows.All(row => row.DurationNs is not null) ? _rows.Sum(row => row.DurationNs) : null,
        _rows.Sum(row => row.Events), _rows.Sum(row => row.Vms), _rows.Sum(row => row.Runs), _rows.Sum(row => row.GangExits), _rows.Sum(row => row.Forced));

    private static string Name(ReportResult result)
    {
        var name = result.Trace == TraceInput.StandardInput ? "standard input" : PlainText.Clean(Path.GetFileName(result.Trace.TrimEnd('/')));
        return result.Part is { } part ? string.Create(CultureInfo.InvariantCulture, $"{name}, part {part}") : name;
    }

    private sealed record Row(string Name, long? DurationNs, long Events, long Vms, long Runs, long GangExits, long Forced)
    {
        public IEnumerable<string> Cells() =>
        [
            Name, DurationNs is { } ns ? Words.Duration(ns) : "", Words.Number(Events), Words.Number(Vms), Words.Number(Runs), Words.Number(GangExits),
            Words.Share(GangExits, Runs), Words.Number(Forced), Words.Rate(DurationNs is > 0 ? GangExits / (DurationNs.Value / 1e9) : null),
        ];
    }
}
