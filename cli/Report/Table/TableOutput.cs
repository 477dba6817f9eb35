using System.Text;

namespace GangExitStream.Cli.Report.Table;

/// <summary>
/// The terminal, or what stands in for it: no colours there, and room enough for every column. Written by hand although we
/// have a library for terminals: that one takes longer to start than a small trace to read (docs/performance.md).
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

    /// <summary>Columns.</summary>
    public int Width { get; }

    public void Write(string text, TextStyle style = TextStyle.Plain)
    {
        if (style == TextStyle.Plain || !_coloured)
            _writer.Write(text);
        else
            _writer.Write($"\e[{(int)style}m{text}\e[0m");
    }

    public void EndLine() => _writer.Write('\n');

    /// <summary>A sentence below or above a table: broken between words where the terminal is too narrow.</summary>
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
