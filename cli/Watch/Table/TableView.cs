using GangExitStream.Subscriber;
using Spectre.Console;

namespace GangExitStream.Cli.Watch.Table;

/// <summary>The table: drawn again and again on a terminal, and written once at the end.</summary>
internal sealed class TableView<T>(ITableModel<T> model, TableHeader header, WatchTerminal terminal, WatchNotes notes, bool allRowsAtEnd, Action? leave = null) : IWatchView<T>
{
    // A pipe has no width; a table that wraps in one can't be read by a program.
    private const int WidthWithoutTerminal = 200;
    private const int LinesAroundRows = 4; // header, headings, a blank line, footer
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan NoteTime = TimeSpan.FromSeconds(30);

    private readonly TerminalScreen _screen = new(terminal.Output);
    private readonly RateMeter _rate = new();
    private readonly TableKeys _keys = new();
    private long _counted;
    private long? _lastFrame;
    private (string? Text, long Since) _note;

    public void Add(in T item) => model.Add(in item);

    public void Show(in WatchProgress progress)
    {
        if (!terminal.IsLive)
            return;
        _rate.Add(Second, progress.Shown - _counted);
        _counted = progress.Shown;
        var pressed = TakeKeys();
        if (_keys.IsPaused && !pressed)
            return;
        if (!pressed && _lastFrame is { } last && terminal.Time.GetElapsedTime(last) < FrameTime)
            return;
        _lastFrame = terminal.Time.GetTimestamp();
        _screen.Draw(Frame(progress, new TableSize(TerminalScreen.Width, RowsOnScreen)));
    }

    public void Complete(in WatchProgress progress)
    {
        _screen.Dispose();
        var ansi = terminal.IsLive ? AnsiSupport.Detect : AnsiSupport.No;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = ansi, Out = new AnsiConsoleOutput(terminal.Output) });
        console.Profile.Width = terminal.IsLive ? TerminalScreen.Width : WidthWithoutTerminal;
        console.Write(header.Line(model.Title, progress, perSecond: null));
        console.WriteLine();
        console.Write(model.Render(new TableSize(console.Profile.Width, terminal.IsLive && !allRowsAtEnd ? RowsOnScreen : int.MaxValue), _keys));
        terminal.Output.Flush();
    }

    public void Dispose() => _screen.Dispose();

    /// <summary>All keys that wait; true where there was one.</summary>
    private bool TakeKeys()
    {
        var any = false;
        while (terminal.ReadKey?.Invoke() is { } key)
        {
            _keys.Press(key, RowsOnScreen);
            any = true;
        }
        if (_keys.IsOver)
            leave?.Invoke();
        return any;
    }

    private static int RowsOnScreen => TerminalScreen.Height - LinesAroundRows;

    private long Second => terminal.Time.GetTimestamp() / terminal.Time.TimestampFrequency;

    private string Frame(WatchProgress progress, TableSize size)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(text) });
        (console.Profile.Width, console.Profile.Capabilities.Unicode) = (size.Width, true);
        console.Write(new Rows(header.Line(model.Title, progress, _rate.PerSecond(Second)), model.Render(size, _keys), new Text(""), Footer(size)));
        return text.ToString();
    }

    /// <summary>A note for as long as it takes to read, else what keys have done, and can do.</summary>
    private Paragraph Footer(TableSize size)
    {
        if (!ReferenceEquals(_note.Text, notes.Last))
            _note = (notes.Last, terminal.Time.GetTimestamp());
        var text = _note.Text is { } note && terminal.Time.GetElapsedTime(_note.Since) < NoteTime ? note : _keys.Text;
        var legend = $"{(terminal.ReadKey is null ? "Ctrl-C stops" : TableKeys.Legend(model.Sorts))}   {model.Legend(size)}";
        var line = text is null ? legend : _keys.IsTyping ? text : $"{text}   {legend}";
        line = line.Length < size.Width ? line : $"{line.AsSpan(0, size.Width - 2)}…";
        var said = Math.Min(text?.Length ?? 0, line.Length);
        return new Paragraph(line[..said], Styles.Warning).Append(line[said..], Styles.Quiet);
    }
}
