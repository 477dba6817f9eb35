using System.Globalization;
using GangExitStream.Traces.Live;

namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>
/// The buffers of a recording instance. For the reading thread, except <see cref="Stop"/> and <see cref="Dispose"/>, which are
/// thread-safe.
/// </summary>
internal sealed class TracefsBuffers : ILiveBuffers, IDisposable
{
    /// <summary>Minimum step of the wall clock: larger than the error of a measurement.</summary>
    private const long StepNs = 1_000_000;

    private readonly ITracefs _tracefs;
    private readonly TracefsInstance _instance;
    private readonly TracefsOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private readonly CpuFiles _files;
    private readonly Lock _gate = new(); // Dispose may run during a read
    private long _checkedAt;
    private volatile bool _stopping;
    private volatile bool _isOver;

    public TracefsBuffers(ITracefs tracefs, TracefsInstance instance, TracefsOptions options, LiveIdentity identity, TimeProvider time, Action<string> report)
    {
        (_tracefs, _instance, _options, _time, _report) = (tracefs, instance, options, time, report);
        _files = new CpuFiles(tracefs, instance, report);
        _checkedAt = time.GetTimestamp();
        WallClockOffsetNs = identity.WallClockOffsetNs;
    }

    public IReadOnlyList<int> Cpus => _files.Cpus;

    public long NowNs => LiveClock.MonotonicNs(_time);

    public long? WallClockOffsetNs { get; private set; }

    /// <summary>Whether the events were turned off by another program.</summary>
    public bool WasTurnedOff { get; private set; }

    /// <summary>Opens the per-CPU files. Returns the problem if no CPU can be read; otherwise null.</summary>
    public LiveProblem? Open() =>
        _files.OpenAll() is { } e ? TracefsProblems.Of(Path.Combine(_tracefs.Root, _instance.PathOf("per_cpu")), e) : null;

    public bool WaitForMore()
    {
        if (_isOver)
            return false;
        if (!_stopping)
            _tracefs.Wait(_files.Files, _options.Interval);
        lock (_gate)
        {
            if (!_isOver && _time.GetElapsedTime(_checkedAt) >= _options.CheckInterval)
                Check();
            if (_stopping)
                TurnOff();
            return !_isOver;
        }
    }

    public int TakePage(int place, Span<byte> page)
    {
        lock (_gate)
            return _files.Cpus.Count == 0 ? 0 : _files.Read(place, page);
    }

    public long LostSoFar(int place)
    {
        lock (_gate)
            return _files.Cpus.Count == 0 ? -1 : _files.LostSoFar(place);
    }

    /// <summary>Turns the events off at the next read, within <see cref="TracefsOptions.Interval"/>.</summary>
    public void Stop() => _stopping = true;

    public void Dispose()
    {
        lock (_gate)
        {
            TurnOff();
            _files.Dispose();
        }
    }

    private void TurnOff()
    {
        if (!_isOver)
            _instance.TurnOff();
        _isOver = true;
    }

    private void Check()
    {
        _checkedAt = _time.GetTimestamp();
        _ = _files.OpenAll();
        CheckWallClock();
        if (_instance.IsOn())
            return;
        WasTurnedOff = true;
        TurnOff();
    }

    /// <summary>Updates the offset. Both clocks have the same rate, so only setting the wall clock or suspending the host changes it.</summary>
    private void CheckWallClock()
    {
        var offset = LiveClock.OffsetNs(RecorderClock.Monotonic, _time);
        if (offset is not { } now || WallClockOffsetNs is not { } before || Math.Abs(now - before) < StepNs)
            return;
        _report(string.Create(CultureInfo.InvariantCulture, $"the wall clock was set by {(now - before) / 1e9:+0.000;-0.000} s: events from now on have the new time"));
        WallClockOffsetNs = now;
    }
}
