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

    public string Legend(TableSize size) => size.IsWide
        ? "lost: of thread-time, at most   ? uncertain runs   ! samples lost"
        : "lost: at most  ? ! samples lost";

    public bool Sorts => true;

    public string Title => _model.Forgotten == 0
        ? $"gang exits of {WatchText.Count(_model.Vms)} VMs"
        : $"gang exits of the {WatchText.Count(_model.Vms)} VMs that changed last";

    public void Add(in GangExitCount item) => _model.Add(in item);

    public IRenderable Render(TableSize size, TableKeys keys)
    {
        var table = new FittedTable(size, [.. Columns(size, keys.Order)]);
        var rows = _model.Rows(Trend(size), keys);
        var room = Math.Max(1, size.Rows - LinesBelow);
        var offset = keys.OffsetIn(rows.Count, room);
        var shown = rows.Count <= 1 ? rows : [.. rows.Skip(offset).Take(room)];
        foreach (var row in shown)
            table.Add([.. Who(row.Window, size), .. HowMany(row, size), .. Marks(row.Window, size)]);
        if (rows.Count > 1)
            table.Add(Total(rows, size));
        return rows.Count == shown.Count ? table.Render() : new Rows(table.Render(), new Text(Rest(offset, rows.Count - offset - shown.Count), Styles.Quiet));
    }

    private static IEnumerable<FittedColumn> Columns(TableSize size, RowOrder order)
    {
        yield return new(Heading("host", RowOrder.Host), Left: true, Gives: true);
        if (size.HasDates)
            yield return new("source", Left: true, Gives: true, DropOrder: 1);
        yield return new("VM", Gives: true);
        if (size.IsWide)
            yield return new("window", DropOrder: 2);
        yield return new(Heading("exits", RowOrder.Exits), DropOrder: 5);
        yield return new(Heading("/s", RowOrder.Rate));
        yield return new(Heading("share", RowOrder.Share), DropOrder: 6);
        yield return new(Heading("lost", RowOrder.Lost));
        yield return new(Heading("forced", RowOrder.Forced), DropOrder: 4);
        yield return new("trigger", Left: true);
        yield return new("trend", DropOrder: 3);
        if (size.IsWide)
        {
            yield return new("?");
            yield return new("!");
        }
        yield return new("");

        string Heading(string text, RowOrder sorts) => order == sorts ? text + "▾" : text;
    }

    private static string Rest(int above, int below) =>
        above == 0 ? $"{WatchText.Count(below)} more" : below == 0 ? $"{WatchText.Count(above)} above" : $"{WatchText.Count(above)} above, {WatchText.Count(below)} more";

    /// <summary>Of all rows, shown or not: the latest windows' sums.</summary>
    private static IEnumerable<FittedCell> Total(IReadOnlyList<CountRow> rows, TableSize size)
    {
        var exits = rows.Sum(static row => row.Window.Counts.GangExits);
        var (recent, runs) = (rows.Sum(static row => row.Recent.GangExits), rows.Sum(static row => row.Recent.Runs));
        var forced = rows.Sum(static row => row.Window.Counts.ForcedThreads);
        var lost = RunCounts.ForcedOutShareOf(rows.Sum(static row => (double)row.Recent.ForcedOutNs), rows.Sum(static row => (double)row.Recent.GuestThreadNs)) ?? 0;
        string[] cells =
        [
            "all", .. size.HasDates ? [""] : Array.Empty<string>(), WatchText.Count(rows.Count), .. size.IsWide ? [""] : Array.Empty<string>(), WatchText.Count(exits),
            WatchText.Rate(rows.Sum(static row => row.Rate)), WatchText.Share(runs > 0 ? (double)recent / runs : 0), WatchText.Share(lost), WatchText.Count(forced),
        ];
        return cells.Select(static cell => new FittedCell("", Styles.Strong, cell));
    }

    private static int Trend(TableSize size) => size.HasDates ? VmWindows.MaxKept : size.IsWide ? WideTrend : NarrowTrend;

    private static Style Plain(in GangExitCount window) => window.Final ? Styles.Quiet : Style.Plain;

    private static FittedCell[] Who(in GangExitCount window, TableSize size)
    {
        var (host, vm) = (new FittedCell(window.Host, Plain(window)), WatchText.Vm(window.Vm, window.Tgid, size) with { Style = Plain(window) });
        return size.HasDates ? [host, new(window.Source, Styles.Quiet), vm] : [host, vm];
    }

    private static FittedCell[] HowMany(CountRow row, TableSize size)
    {
        var window = row.Window;
        var style = Plain(window);
        return
        [
            .. size.IsWide ? [new(WatchText.Window(window.WindowStartNs, window.WindowEndNs, window.Clock, size), style)] : Array.Empty<FittedCell>(),
            new(Applicable(window, WatchText.Count(window.Counts.GangExits)), window.Final ? Styles.Quiet : Styles.Strong),
            new(Applicable(window, WatchText.Rate(row.Rate)), style),
            new(Applicable(window, WatchText.Share(row.ShareOfRuns)), style),
            new(Applicable(window, WatchText.Share(row.LostShare)), style),
            new(Applicable(window, WatchText.Count(window.Counts.ForcedThreads)), style),
            new(Trigger(row, size), window.Final || !window.HasRunCore ? Styles.Quiet : Styles.Trigger),
            new(Sparkline.Draw(row.Trend), window.Final ? Styles.Quiet : Styles.Trend),
        ];
    }

    // Without a run_core (POWER9 and later) there is nothing to count, which is not the same as 0.
    private static string Applicable(in GangExitCount window, string text) => window.HasRunCore ? text : "-";

    private static string Trigger(CountRow row, TableSize size)
    {
        if (!row.Window.HasRunCore)
            return WatchText.Rate(row.GuestExitRate) + (size.IsWide ? " guest exits/s" : " guest/s");
        var trap = WatchText.Trap(row.TopTrigger);
        return size.HasDates && row.TopTrigger is not null ? $"{trap} {WatchText.Share(row.TopTriggerShare)}" : trap;
    }

    // With their numbers where there is room.
    private static FittedCell[] Marks(in GangExitCount window, TableSize size)
    {
        var (uncertain, lost) = (window.Counts.UncertainRuns, window.Counts.Lost);
        if (size.IsWide)
            return [Number(uncertain), Number(lost), new(window.Final ? "final" : "", Styles.Quiet)];
        var marks = (uncertain > 0 ? "?" : "") + (lost > 0 ? "!" : "");
        return [new(marks + (window.Final ? "f" : ""), marks.Length > 0 ? Styles.Warning : Styles.Quiet)];
    }

    private static FittedCell Number(long count) => new(count == 0 ? "" : WatchText.Count(count), Styles.Warning);
}
