using System.Text;

namespace GangExitStream.Cli.Watch.Table;

/// <summary>
/// The terminal's other screen, as pagers and editors use it: what was there before comes back. A frame is written over the
/// last one in one piece, so nothing flickers, and a window that changes its size leaves nothing behind.
/// </summary>
internal sealed class TerminalScreen(TextWriter output) : IDisposable
{
    private const string EnterAndHideCursor = "\e[?1049h\e[?25l";
    private const string ShowCursorAndLeave = "\e[?25h\e[?1049l";
    private const string Home = "\e[H";
    private const string ClearLine = "\e[K";
    private const string ClearBelow = "\e[J";

    private bool _entered;

    public static int Width => Math.Max(20, Console.WindowWidth);

    public static int Height => Math.Max(6, Console.WindowHeight);

    public void Draw(string frame)
    {
        var lines = frame.TrimEnd('\n').Split('\n').Take(Height);
        var text = new StringBuilder(_entered ? "" : EnterAndHideCursor).Append(Home);
        text.AppendJoin(ClearLine + "\r\n", lines).Append(ClearLine).Append(ClearBelow);
        _entered = true;
        output.Write(text);
        output.Flush();
    }

    public void Dispose()
    {
        if (!_entered)
            return;
        _entered = false;
        output.Write(ShowCursorAndLeave);
        output.Flush();
    }
}
