using System.Globalization;
using GangExitStream.Traces;

namespace GangExitStream.Producer.Live;

/// <summary>
/// Keeps a command that records (perf) running: <see cref="NextSessionAsync"/> starts it, the caller reads the session to its end and asks for the
/// next. Between them lies an exponential back-off. It goes on until <see cref="Stop"/>, or until there is no use (<see cref="Problem"/>).
/// </summary>
/// <remarks>
/// A Ctrl-C, or systemd, signals perf as well as us. perf flushes and ends then, which does no harm: its handler takes a second
/// SIGINT in its stride, and our own stop arrives within the back-off, so nothing is started again.
/// </remarks>
public sealed class LiveRecorder(LiveRecorderOptions options, TimeProvider time, Action<string> report) : ILiveRecorder
{
    private readonly RestartState _restarts = new(options);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new(); // a stop comes from another thread, perhaps while we start
    private RecorderProcess? _process;
    private bool _stopping;

    /// <summary>Why it gave up; null while it hasn't.</summary>
    public LiveProblem? Problem { get; private set; }

    /// <summary>
    /// Starts the recorder (anew); the session before must have been read to its end. Null: stopped, or given up.
    /// </summary>
    public async Task<LiveSession?> NextSessionAsync()
    {
        if (Problem is not null || (_process is not null && !await MayRestartAsync()))
            return null;
        return Start();
    }

    /// <summary>
    /// Tells the recorder to flush and end; from any thread, at once. The session's reader gets all of it and then ends; where it
    /// doesn't within the deadline, the recorder is killed.
    /// </summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (_stopping)
                return;
            _stopping = true;
            _process?.Stop();
        }
        _stop.Cancel(); // outside of the lock: who waits for it may go on right here
    }

    /// <summary>Stops, and waits for the recorder's end.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await EndSessionAsync();
        _stop.Dispose();
    }

    private LiveSession? Start()
    {
        lock (_gate)
        {
            if (_stopping)
                return null;
            var identity = LiveIdentity.Now(LiveClock.Of(options.Command), time);
            _process = RecorderStart.Try(options, time, out var problem);
            Problem = problem;
            return _process is null ? null : SessionOf(identity, _process.Output);
        }
    }

    private static LiveSession SessionOf(LiveIdentity identity, Stream output) => new(identity, trace => TraceFile.Open(output, trace));

    private async Task<bool> MayRestartAsync()
    {
        var end = await EndSessionAsync();
        if (end is null || _stop.IsCancellationRequested)
            return false;
        var delay = _restarts.After(end, out var problem);
        Problem = problem;
        return delay is { } wait && await WaitAsync(end, wait);
    }

    /// <summary>Says what happened before the wait; where it was told to stop, after it, as we are probably about to be told, too.</summary>
    private async Task<bool> WaitAsync(SessionEnd end, TimeSpan delay)
    {
        if (!end.WasStopped)
            report(string.Create(CultureInfo.InvariantCulture, $"{end.Message}; starting it again in {delay.TotalSeconds:0.#} s"));
        if (!await BackOff.WaitAsync(delay, time, _stop.Token))
            return false;
        if (end.WasStopped)
            report($"{end.Message}; somebody else stopped it, starting it again");
        return true;
    }

    private async Task<SessionEnd?> EndSessionAsync()
    {
        if (_process is not { } process)
            return null;
        var end = await process.EndAsync();
        lock (_gate)
            _process = null;
        if (process.WasKilled)
            report($"{end.Message}; it didn't end within {options.StopDeadline.TotalSeconds:0.#} s and was killed: what it hadn't written yet is lost");
        process.Dispose();
        return end;
    }
}
