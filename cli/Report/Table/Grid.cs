namespace GangExitStream.Cli.Report.Table;

/// <summary>
/// A table that fits the terminal: it leaves out less important columns instead of truncating cells. A cell may have several lines.
/// </summary>
internal sealed class Grid(params GridColumn[] columns)
{
    private const string Gap = "   ";

    private readonly List<string[][]> _rows = []; // row, column, line
    private readonly int[] _widths = Array.ConvertAll(columns, static column => column.Header.Length);
    private string[][]? _total;

    public void Add(params string[] cells) => _rows.Add(Lines(cells));

    /// <summary>Sets the row below all others.</summary>
    public void Total(params string[] cells) => _total = Lines(cells);

    /// <summary>Writes the columns that fit; true: the last one was among them.</summary>
    public bool Write(TableOutput output)
    {
        var shown = Fit(output.Width);
        WriteLine(output, shown, place => columns[place].Header, TextStyle.Bold);
        WriteRule(output, shown);
        foreach (var row in _rows)
            WriteRow(output, shown, row, null);
        if (_total is not null)
        {
            WriteRule(output, shown);
            WriteRow(output, shown, _total, TextStyle.Bold);
        }
        return shown.Contains(columns.Length - 1);
    }

    private string[][] Lines(string[] cells)
    {
        var lines = Array.ConvertAll(cells, static cell => cell.Split('\n'));
        for (var place = 0; place < lines.Length; place++)
        {
            foreach (var line in lines[place])
                _widths[place] = Math.Max(_widths[place], line.Length);
        }
        return lines;
    }

    private List<int> Fit(int width)
    {
        var shown = new List<int>();
        for (var place = 0; place < columns.Length; place++)
            shown.Add(place);
        while (WidthOf(shown) > width && NextToDrop(shown) is { } place)
            shown.Remove(place);
        return shown;
    }

    private int? NextToDrop(List<int> shown)
    {
        int? next = null;
        foreach (var place in shown)
        {
            if (columns[place].DropOrder > 0 && (next is null || columns[place].DropOrder < columns[next.Value].DropOrder))
                next = place;
        }
        return next;
    }

    private int WidthOf(List<int> shown)
    {
        var width = 1 - Gap.Length;
        foreach (var place in shown)
            width += _widths[place] + Gap.Length;
        return width;
    }

    private void WriteRule(TableOutput output, List<int> shown)
    {
        output.Write(new string('─', Math.Min(output.Width, WidthOf(shown) + 1)), TextStyle.Dim);
        output.EndLine();
    }

    private void WriteRow(TableOutput output, List<int> shown, string[][] cells, TextStyle? style)
    {
        var height = 0;
        foreach (var place in shown)
            height = Math.Max(height, cells[place].Length);
        for (var line = 0; line < height; line++)
            WriteLine(output, shown, place => line < cells[place].Length ? cells[place][line] : "", style);
    }

    /// <summary>Writes one line; pads between cells only, without trailing blanks.</summary>
    private void WriteLine(TableOutput output, List<int> shown, Func<int, string> text, TextStyle? style)
    {
        var owed = 1;
        foreach (var place in shown)
        {
            var cell = text(place);
            var blanks = _widths[place] - cell.Length;
            owed += columns[place].Left ? 0 : blanks;
            if (cell.Length > 0)
            {
                output.Write(new string(' ', owed));
                output.Write(cell, style ?? columns[place].Style);
                owed = 0;
            }
            owed += (columns[place].Left ? blanks : 0) + Gap.Length;
        }
        output.EndLine();
    }
}
