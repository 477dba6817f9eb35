using System.Globalization;

namespace GangExitStream.Cli.Report;

/// <summary>
/// A progress line on the terminal, shown after the first second and cleared at the end. Called on the reader's thread.
/// </summary>
internal sealed class ProgressLine(string trace, AppIo io) : IDisposable
{
    private const int BarColumns = 30;
    private const string Spinner = "|/-\\";

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly long _start = io.Time.GetTimestamp();
    private TimeSpan _next = FirstDelay;
    private int _turn;
    private bool _shown;
    private bool _over;

    /// <summary>Length of the trace in bytes; null: not known.</summary>
    public long? LengthBytes { get; set; }

    public void Report(long bytes)
    {
        lock (_gate)
        {
            var elapsed = io.Time.GetElapsedTime(_start);
            if (_over || elapsed < _next)
                return;
            _next = elapsed + Pause;
            _shown = true;
            io.Error.Write($"\r\e[K{Text(bytes, elapsed)}");
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _over = true;
            if (_shown)
                io.Error.Write("\r\e[K");
        }
    }

    private string Text(long bytes, TimeSpan elapsed)
    {
        var speed = string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N0} MB, {bytes / 1e6 / elapsed.TotalSeconds:N0} MB/s");
        if (LengthBytes is not > 0)
            return $"{Spinner[_turn++ % Spinner.Length]} {trace}: {speed}";
        var share = Math.Min(1, (double)bytes / LengthBytes.Value);
        var done = (int)(share * BarColumns);
        return string.Create(CultureInfo.InvariantCulture, $"{new string('━', done)}{new string('╌', BarColumns - done)} {share * 100,3:F0} %  {trace}: {speed}");
    }
}
