using System.Globalization;
using GangExitStream.Traces.Live;

namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>
/// The instance's buffers while it records. The reading thread calls all but <see cref="Stop"/> and <see cref="Dispose"/>, which
/// may come from any.
/// </summary>
internal sealed class TracefsBuffers : ILiveBuffers, IDisposable
{
    /// <summary>The wall clock was set: a measurement isn't that far off.</summary>
    private const long StepNs = 1_000_000;

    private readonly ITracefs _tracefs;
    private readonly TracefsInstance _instance;
    private readonly TracefsOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private readonly CpuFiles _files;
    private readonly Lock _gate = new(); // a fault elsewhere may dispose of it while it is read
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

    /// <summary>The events went off, and it wasn't us.</summary>
    public bool WasTurnedOff { get; private set; }

    /// <summary>Opens the CPUs; why none can be, else null.</summary>
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

    /// <summary>The events are turned off at the next look at the buffers: within <see cref="TracefsOptions.Interval"/>.</summary>
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

    /// <summary>The two clocks go at the same rate, so only a clock that was set, or a host that slept, changes the offset.</summary>
    private void CheckWallClock()
    {
        var offset = LiveClock.OffsetNs(TraceClock.Monotonic, _time);
        if (offset is not { } now || WallClockOffsetNs is not { } before || Math.Abs(now - before) < StepNs)
            return;
        _report(string.Create(CultureInfo.InvariantCulture, $"the wall clock was set by {(now - before) / 1e9:+0.000;-0.000} s: events from now on have the new time"));
        WallClockOffsetNs = now;
    }
}
