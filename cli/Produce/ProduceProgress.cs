using System.Globalization;
using GangExitStream.Producer;

namespace GangExitStream.Cli.Produce;

/// <summary>One line on a terminal that says how far publishing is; other lines push it down.</summary>
internal sealed class ProduceProgress : IDisposable
{
    private const string ClearLine = "\r\e[K";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly AppIo _io;
    private readonly PublishTotals _totals;
    private readonly ITimer? _timer;
    private readonly Lock _gate = new();
    private readonly long _start;
    private bool _shown;

    public ProduceProgress(AppIo io, PublishTotals totals)
    {
        (_io, _totals, _start) = (io, totals, io.Time.GetTimestamp());
        if (io.ErrorIsTerminal)
            _timer = io.Time.CreateTimer(_ => Show(), null, Pause, Pause);
    }

    /// <summary>The trace that is being read.</summary>
    public string Trace { get; set; } = "";

    /// <summary>Bytes read of it.</summary>
    public long BytesRead { get; set; }

    public TimeSpan Elapsed => _io.Time.GetElapsedTime(_start);

    /// <summary>Says a line, from any thread.</summary>
    public void Say(string line)
    {
        lock (_gate)
        {
            Clear();
            _io.Error.WriteLine($"gangexit: {line}");
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
            Clear();
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
