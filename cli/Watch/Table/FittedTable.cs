using System.Runtime.InteropServices;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GangExitStream.Cli.Watch.Table;

/// <summary>A column of a <see cref="FittedTable"/>.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="Left">Aligned to the left; numbers are to the right.</param>
/// <param name="Gives">Its texts may be cut where there is no room.</param>
/// <param name="DropOrder">Where that isn't enough, the column with the lowest order is left out; 0: never.</param>
internal sealed record FittedColumn(string Heading, bool Left = false, bool Gives = false, int DropOrder = 0);

/// <summary>A cell of a <see cref="FittedTable"/>.</summary>
/// <param name="Text">May be cut, if the column gives.</param>
/// <param name="Style">Null: plain.</param>
/// <param name="Tail">Stands behind the text and is never cut.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FittedCell(string Text, Style? Style = null, string Tail = "");

/// <summary>
/// A table without lines whose rows have one line each and are never wider than the terminal: names are cut, then columns are left out. Numbers are
/// never cut.
/// </summary>
internal sealed class FittedTable(TableSize size, params FittedColumn[] columns)
{
    private const int LeastName = 12; // of a name, beside its tail
    private const int FirstWideChar = 0x1100; // from here on some characters (CJK) take two columns

    private readonly List<FittedCell[]> _rows = [];
    private readonly int[] _widths = Array.ConvertAll(columns, static column => WidthOf(column.Heading));
    private readonly List<int> _shown = [.. Enumerable.Range(0, columns.Length)];

    private int GapBehind(int column) => column == _shown[^1] ? 0 : size.IsWide ? 2 : 1;

    /// <summary>A row; cells that are missing at its end are empty.</summary>
    public void Add(IEnumerable<FittedCell> cells)
    {
        FittedCell[] row = [.. cells];
        for (var at = 0; at < row.Length; at++)
            _widths[at] = Math.Max(_widths[at], WidthOf(row[at].Text) + WidthOf(row[at].Tail));
        _rows.Add(row);
    }

    public IRenderable Render()
    {
        Fit();
        var table = new Spectre.Console.Table { UseSafeBorder = false }.Border(TableBorder.None);
        foreach (var at in _shown)
        {
            var heading = new Text(columns[at].Heading, Styles.Heading) { Overflow = Overflow.Ellipsis };
            table.AddColumn(new TableColumn(heading) { Alignment = columns[at].Left ? Justify.Left : Justify.Right }.PadLeft(0).PadRight(GapBehind(at)).NoWrap());
        }
        foreach (var row in _rows)
            table.AddRow(_shown.Select(at => at < row.Length ? Cell(row[at], _widths[at]) : Text.Empty));
        return table;
    }

    /// <summary>Widths of characters, never less than what a terminal needs.</summary>
    private static int WidthOf(string text) => text.Sum(static c => c >= FirstWideChar ? 2 : 1);

    private void Fit()
    {
        while (Excess() is > 0 and var excess)
        {
            if (!TryCut(excess, LeastName) && !TryDrop() && !TryCut(excess, 0))
                return;
        }
    }

    private int Excess() => _shown.Sum(at => _widths[at] + GapBehind(at)) - size.Width;

    private bool TryCut(int excess, int least)
    {
        var widest = _shown.Where(at => columns[at].Gives && _widths[at] > least + TailOf(at)).DefaultIfEmpty(-1).MaxBy(at => at < 0 ? 0 : _widths[at]);
        if (widest < 0)
            return false;
        _widths[widest] = Math.Max(least + TailOf(widest), _widths[widest] - Math.Min(excess, 1 + (excess / 2)));
        return true;
    }

    private int TailOf(int column) => _rows.Select(row => column < row.Length ? WidthOf(row[column].Tail) : 0).DefaultIfEmpty(0).Max();

    private bool TryDrop()
    {
        var next = _shown.Where(at => columns[at].DropOrder > 0).DefaultIfEmpty(-1).MinBy(at => at < 0 ? 0 : columns[at].DropOrder);
        return next >= 0 && _shown.Remove(next);
    }

    private static Text Cell(in FittedCell cell, int width) =>
        new(Cut(cell.Text, width - WidthOf(cell.Tail)) + cell.Tail, cell.Style) { Overflow = Overflow.Ellipsis };

    private static string Cut(string text, int width)
    {
        if (WidthOf(text) <= width)
            return text;
        var (kept, used) = (0, 1); // the … takes one
        while (kept < text.Length && used + WidthOf(text[kept].ToString()) <= width)
            used += WidthOf(text[kept++].ToString());
        kept -= kept > 0 && char.IsHighSurrogate(text[kept - 1]) ? 1 : 0;
        return width <= 0 ? "" : $"{text.AsSpan(0, kept)}…";
    }
}
