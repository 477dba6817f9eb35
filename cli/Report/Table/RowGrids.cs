using System.Globalization;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Breakdowns;

namespace GangExitStream.Cli.Report.Table;

/// <summary>The tables of <c>--by</c> vcore, trap and time.</summary>
internal static class RowGrids
{
    /// <summary>Maximum rows of CPUs and traces.</summary>
    public const int MaxRows = 500;

    private const int BarColumns = 30;

    public static void WriteVcores(TableOutput output, ReportResult result, IReadOnlyList<VcoreRow> rows)
    {
        var hasNames = rows.Any(row => result.NameOf(row.Tgid) is not null);
        var grid = new Grid([new("tgid"), .. hasNames ? [new GridColumn("name", Left: true)] : Array.Empty<GridColumn>(), new("vcore"), new("runs"), new("gang exits", Style: TextStyle.Bold), new("share"), new("forced"),
            new("per exit", DropOrder: 1), new("cedes", DropOrder: 3), new("per s", DropOrder: 2), new("top trigger", DropOrder: 4, Left: true)]);
        var shown = result.Top ?? VmGrid.MaxRows;
        foreach (var row in rows.Take(shown))
        {
            string[] name = hasNames ? [Words.Name(result.NameOf(row.Tgid))] : [];
            grid.Add([row.Tgid.ToString(CultureInfo.InvariantCulture), .. name, row.Vcore.ToString(CultureInfo.InvariantCulture), Words.Number(row.Runs), Words.Number(row.GangExits),
                Words.Share(row.GangExits, row.Runs), Words.Number(row.Forced), Words.Mean(row.Forced, row.GangExits),
                Words.Number(row.Cedes), Words.Rate(result.PerSecond(row.GangExits)), TopTrigger(row)]);
        }
        grid.Write(output);
        WriteRest(output, rows.Count - shown, "vcore", result.Top);
    }

    /// <summary>Writes the CPUs with recorded events or lost samples.</summary>
    public static void WriteCpus(TableOutput output, ReportResult result, IReadOnlyList<CpuRow> rows)
    {
        var grid = new Grid(new("cpu"), new("guest exits", DropOrder: 1), new("runs"), new("gang exits", Style: TextStyle.Bold), new("share"), new("forced"),
            new("uncertain", DropOrder: 3, Style: TextStyle.Yellow), new("lost", DropOrder: 4, Style: TextStyle.Yellow), new("", DropOrder: 2, Left: true, Style: TextStyle.Cyan));
        var shown = result.Top ?? MaxRows;
        var most = rows.Count == 0 ? 0 : rows.Max(row => row.GangExits);
        foreach (var row in rows.Take(shown))
        {
            grid.Add(row.Cpu == KvmEvent.Unknown ? "(not told)" : row.Cpu.ToString(CultureInfo.InvariantCulture), Words.Number(row.GuestExits), Words.Number(row.Runs),
                Words.Number(row.GangExits), Words.Share(row.GangExits, row.Runs), Words.Number(row.Forced), Words.Number(row.UncertainRuns), Words.Number(row.Lost),
                Bars.Bar(row.GangExits, most, BarColumns));
        }
        grid.Write(output);
        WriteRest(output, rows.Count - shown, "CPU", result.Top);
        output.Note("a run belongs to the CPU of its Exit");
    }

    /// <summary>Writes the number of rows not shown.</summary>
    public static void WriteRest(TableOutput output, int rest, string what, int? top)
    {
        if (rest > 0)
            output.Note($"and {Words.Count(rest, what)} more{(top is null ? ": --top N shows more, --format csv all" : "")}");
    }

    public static void WriteTraps(TableOutput output, IReadOnlyList<TrapRow> rows, int? top)
    {
        var guestExits = rows.Sum(row => row.GuestExits);
        var gangExits = rows.Sum(row => row.GangExits);
        var grid = new Grid(new("trap", Left: true), new("guest exits"), new("share"), new("ceded", DropOrder: 1),
            new("gang exits", Style: TextStyle.Bold), new("share"), new("", DropOrder: 2, Left: true, Style: TextStyle.Cyan));
        foreach (var row in rows.Take(top ?? int.MaxValue))
        {
            grid.Add(row.Trap ?? "(not told)", Words.Number(row.GuestExits), Words.Share(row.GuestExits, guestExits),
                Words.Number(row.Ceded), Words.Number(row.GangExits), Words.Share(row.GangExits, gangExits),
                Bars.Bar(row.GangExits, rows.Max(r => r.GangExits), BarColumns));
        }
        grid.Write(output);
        WriteRest(output, rows.Count - (top ?? rows.Count), "trap", top);
        output.Note("gang exits: those that an exit with this trap triggered");
    }

    public static void WriteTimes(TableOutput output, IReadOnlyList<TimeRow> rows)
    {
        var grid = new Grid(new("from"), new("runs"), new("gang exits", Style: TextStyle.Bold), new("share"), new("forced"),
            new("", DropOrder: 1, Left: true, Style: TextStyle.Cyan));
        foreach (var row in rows)
        {
            grid.Add(Words.Offset(row.StartNs - rows[0].StartNs, row.EndNs - row.StartNs), Words.Number(row.Runs), Words.Number(row.GangExits),
                Words.Share(row.GangExits, row.Runs), Words.Number(row.Forced), Bars.Bar(row.GangExits, rows.Max(r => r.GangExits), BarColumns));
        }
        grid.Write(output);
        if (rows.Count > 0)
            output.Note($"rows of {Words.Duration(rows[0].EndNs - rows[0].StartNs)}; a run belongs to the time of its Exit");
    }

    private static string TopTrigger(VcoreRow row) =>
        TriggerText.InOneLine(row.Triggers.Ordered, row.Triggers.Unknown, row.GangExits);
}
