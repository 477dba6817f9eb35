using System.Globalization;
using GangExitStream.Cli.Options;
using GangExitStream.Producer;

namespace GangExitStream.Cli.Produce;

/// <summary>
/// Shows the progress of publishing: one line at the bottom of a terminal; elsewhere, as in a service's log, a line at intervals.
/// </summary>
internal sealed class ProduceProgress : IDisposable
{
    private const string ClearLine = "\r\e[K";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LogPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan VerbosePause = TimeSpan.FromSeconds(5);

    private readonly AppIo _io;
    private readonly PublishTotals _totals;
    private readonly ITimer? _timer; // null: no progress is shown
    private readonly Lock _gate = new();
    private readonly long _start;
    private bool _shown;
    private (long Events, TimeSpan At) _last;

    public ProduceProgress(AppIo io, PublishTotals totals)
    {
        (_io, _totals, _start) = (io, totals, io.Time.GetTimestamp());
        var pause = io.ErrorIsTerminal ? Pause : io.Verbosity == Verbosity.Verbose ? VerbosePause : LogPause;
        if (io.Verbosity != Verbosity.Quiet)
            _timer = io.Time.CreateTimer(_ => Tick(), null, pause, pause);
    }

    /// <summary>The current trace.</summary>
    public string Trace { get; set; } = "";

    /// <summary>Bytes read of the current trace.</summary>
    public long BytesRead { get; set; }

    public TimeSpan Elapsed => _io.Time.GetElapsedTime(_start);

    /// <summary>Writes a line. Thread-safe.</summary>
    public void WriteLine(string line)
    {
        lock (_gate)
        {
            Clear();
            _io.Error.WriteLine($"gangexit: {line}");
        }
    }

    /// <summary>Writes a line that reports no problem, if the verbosity is at least <paramref name="from"/>.</summary>
    public void Note(string line, Verbosity from = Verbosity.Normal)
    {
        if (_io.Verbosity == from || _io.Verbosity == Verbosity.Verbose)
            WriteLine(line);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
            Clear();
    }

    /// <summary>Totals, and the rate since the last line, which shows a standstill.</summary>
    private string SoFar()
    {
        var (events, at) = (_totals.Events, Elapsed);
        var rate = (events - _last.Events) / Math.Max((at - _last.At).TotalSeconds, 1e-3);
        _last = (events, at);
        return string.Create(CultureInfo.InvariantCulture, $"{Trace}: so far {events:N0} events in {_totals.Batches:N0} batches, {BytesRead / 1e6:N0} MB read, now {rate:N0} events/s");
    }

    private void Tick()
    {
        if (_io.ErrorIsTerminal)
            Show();
        else
            WriteLine(SoFar());
    }

    private void Show()
    {
        lock (_gate)
        {
            var rate = _totals.Events / Elapsed.TotalSeconds;
            _io.Error.Write(string.Create(CultureInfo.InvariantCulture, $"{ClearLine}{Trace}: {BytesRead / 1e6:N0} MB read, {_totals.Events:N0} events, {rate:N0} events/s"));
            _shown = true;
        }
    }

    private void Clear()
    {
        if (_shown)
            _io.Error.Write(ClearLine);
        _shown = false;
    }
}
