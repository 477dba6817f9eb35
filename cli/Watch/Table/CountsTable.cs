using Spectre.Console;
using Spectre.Console.Rendering;

namespace GangExitStream.Cli.Watch.Table;

/// <summary>The latest window of every VM, one a row.</summary>
internal sealed class CountsTable(TimeProvider time) : ITableModel<GangExitCount>
{
    private const int NarrowTrend = 6;
    private const int WideTrend = 12;

    /// <summary>Below the rows: those that aren't shown, and the sum.</summary>
    private const int LinesBelow = 2;

    private readonly CountsModel _model = new(time);

    public string Legend => "trend: exits by window   ? uncertain runs   ! samples lost   f final";

    public bool Sorts => true;

    public string Title => _model.Forgotten == 0
        ? $"gang exits of {WatchText.Count(_model.Vms)} VMs"
        : $"gang exits of the {WatchText.Count(_model.Vms)} VMs that changed last";

    public void Add(in GangExitCount item) => _model.Add(in item);

    public IRenderable Render(TableSize size, TableKeys keys)
    {
        var table = PlainTable.Create(size);
        table.AddWords(Heading("host", RowOrder.Host), size);
        if (size.HasDates)
            table.AddWords("source", size);
        foreach (var heading in new[] { "VM", "window", Heading("exits", RowOrder.Exits), Heading("/s", RowOrder.Rate), Heading("share", RowOrder.Share), Heading("forced", RowOrder.Forced) })
            table.AddNumbers(heading, size);
        table.AddNumbers("trigger", size).LeftAligned();
        table.AddNumbers("trend", size);
        foreach (var heading in size.IsWide ? new[] { "?", "!", "" } : [""])
            table.AddNumbers(heading, size);
        var rows = _model.Rows(Trend(size), keys);
        var room = Math.Max(1, size.Rows - LinesBelow);
        var offset = keys.OffsetIn(rows.Count, room);
        var shown = rows.Count <= 1 ? rows : [.. rows.Skip(offset).Take(room)];
        foreach (var row in shown)
            table.AddRow([.. Who(row.Window, size), .. HowMany(row, size), .. Marks(row.Window, size)]);
        if (rows.Count == 1)
            return table;
        if (rows.Count > shown.Count)
            table.AddRow(Filled(size, PlainTable.Cell(Rest(offset, rows.Count - offset - shown.Count), Styles.Quiet)));
        if (rows.Count > 0)
            table.AddRow(Filled(size, Total(rows, size)));
        return table;

        string Heading(string text, RowOrder order) => keys.Order == order ? text + "▾" : text;
    }

    private static string Rest(int above, int below) =>
        above == 0 ? $"{WatchText.Count(below)} more" : below == 0 ? $"{WatchText.Count(above)} above" : $"{WatchText.Count(above)} above, {WatchText.Count(below)} more";

    /// <summary>Of all rows, shown or not: the latest windows' sums.</summary>
    private static IRenderable[] Total(IReadOnlyList<CountRow> rows, TableSize size)
    {
        var (exits, runs) = (rows.Sum(static row => row.Window.Counts.GangExits), rows.Sum(static row => row.Window.Counts.Runs));
        var forced = rows.Sum(static row => row.Window.Counts.ForcedThreads);
        string[] cells =
        [
            "all", .. size.HasDates ? [""] : Array.Empty<string>(), WatchText.Count(rows.Count), "", WatchText.Count(exits), WatchText.Rate(rows.Sum(static row => row.Rate)),
            WatchText.Share(runs > 0 ? (double)exits / runs : 0), WatchText.Count(forced),
        ];
        return [.. cells.Select(static cell => PlainTable.Cell(cell, Styles.Strong))];
    }

    /// <summary>A row's first cells, and empty ones up to the last column.</summary>
    private static IRenderable[] Filled(TableSize size, params IRenderable[] cells)
    {
        var columns = 9 + (size.HasDates ? 1 : 0) + (size.IsWide ? 3 : 1);
        return [.. cells, .. Enumerable.Repeat(PlainTable.Cell(""), columns - cells.Length)];
    }

    private static int Trend(TableSize size) => size.HasDates ? VmWindows.MaxKept : size.IsWide ? WideTrend : NarrowTrend;

    private static Style Plain(in GangExitCount window) => window.Final ? Styles.Quiet : Style.Plain;

    private static IRenderable[] Who(in GangExitCount window, TableSize size)
    {
        var (host, tgid) = (PlainTable.Cell(window.Host, Plain(window)), PlainTable.Cell(WatchText.Vm(window.Vm, window.Tgid, size), Plain(window)));
        return size.HasDates ? [host, PlainTable.Cell(window.Source, Styles.Quiet), tgid] : [host, tgid];
    }

    private static IRenderable[] HowMany(CountRow row, TableSize size)
    {
        var window = row.Window;
        var style = Plain(window);
        return
        [
            PlainTable.Cell(WatchText.Window(window.WindowStartNs, window.WindowEndNs, window.Clock, size), style),
            PlainTable.Cell(Applicable(window, WatchText.Count(window.Counts.GangExits)), window.Final ? Styles.Quiet : Styles.Strong),
            PlainTable.Cell(Applicable(window, WatchText.Rate(row.Rate)), style),
            PlainTable.Cell(Applicable(window, WatchText.Share(row.ShareOfRuns)), style),
            PlainTable.Cell(Applicable(window, WatchText.Count(window.Counts.ForcedThreads)), style),
            PlainTable.Cell(Trigger(row, size), window.Final ? Styles.Quiet : Styles.Trigger),
            PlainTable.Cell(Sparkline.Draw(row.Trend), window.Final ? Styles.Quiet : Styles.Trend),
        ];
    }

    // Without a run_core (POWER9 and later) there is nothing to count, which is not the same as 0.
    private static string Applicable(in GangExitCount window, string text) => window.HasRunCore ? text : "-";

    private static string Trigger(CountRow row, TableSize size)
    {
        var trap = WatchText.Trap(row.TopTrigger);
        return size.HasDates && row.TopTrigger is not null ? $"{trap} {WatchText.Share(row.TopTriggerShare)}" : trap;
    }

    // With their numbers where there is room.
    private static IRenderable[] Marks(in GangExitCount window, TableSize size)
    {
        var (uncertain, lost) = (window.Counts.UncertainRuns, window.Counts.Lost);
        var final = PlainTable.Cell(window.Final ? "final" : "", Styles.Quiet);
        if (size.IsWide)
            return [Number(uncertain), Number(lost), final];
        var marks = (uncertain > 0 ? "?" : "") + (lost > 0 ? "!" : "");
        return [marks.Length > 0 ? PlainTable.Cell(marks + (window.Final ? "f" : ""), Styles.Warning) : PlainTable.Cell(window.Final ? "f" : "", Styles.Quiet)];
    }

    private static Text Number(long count) => PlainTable.Cell(count == 0 ? "" : WatchText.Count(count), Styles.Warning);
}
