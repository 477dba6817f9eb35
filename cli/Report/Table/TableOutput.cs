using System.Text;

namespace GangExitStream.Cli.Report.Table;

/// <summary>
/// Output to the terminal; to a pipe or file without colours and with room for every column. Does not use the terminal library, whose
/// start takes longer than reading a small trace (docs/performance.md).
/// </summary>
internal sealed class TableOutput : IDisposable
{
    private const int ColumnsWithoutTerminal = 160;

    private readonly StreamWriter _writer;
    private readonly bool _coloured;

    public TableOutput(AppIo io)
    {
        _writer = new StreamWriter(io.Output, new UTF8Encoding(false), leaveOpen: true);
        _coloured = io.OutputColumns is not null && !io.NoColor;
        Width = io.OutputColumns ?? ColumnsWithoutTerminal;
    }

    /// <summary>Width in columns.</summary>
    public int Width { get; }

    public void Write(string text, TextStyle style = TextStyle.Plain)
    {
        if (style == TextStyle.Plain || !_coloured)
            _writer.Write(text);
        else
            _writer.Write($"\e[{(int)style}m{text}\e[0m");
    }

    public void EndLine() => _writer.Write('\n');

    /// <summary>Writes a sentence below or above a table; wraps between words on a narrow terminal.</summary>
    public void Line(string text, TextStyle style = TextStyle.Plain)
    {
        foreach (var line in LineBreaks.Of(text, Width))
        {
            Write(line, style);
            EndLine();
        }
    }

    public void Note(string text) => Line(" " + text, TextStyle.Dim);

    public void Warn(string text) => Line(" " + text, TextStyle.Yellow);

    public void Dispose() => _writer.Dispose();
}
