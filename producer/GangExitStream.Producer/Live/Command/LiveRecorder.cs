using System.Globalization;
using GangExitStream.Traces;

namespace GangExitStream.Producer.Live.Command;

/// <summary>
/// Keeps a recording command (perf) running: <see cref="NextSessionAsync"/> starts it, the caller reads the session to its end and calls it
/// again, with an exponential back-off. Ends with <see cref="Stop"/>, or gives up (<see cref="Problem"/>).
/// </summary>
/// <remarks>
/// Ctrl-C and systemd signal perf as well as this process. perf then flushes and ends, and accepts a second SIGINT. This process's stop
/// arrives within the back-off, so perf is not started again.
/// </remarks>
public sealed class LiveRecorder(LiveRecorderOptions options, TimeProvider time, Action<string> report) : ILiveRecorder
{
    private readonly RestartState _restarts = new(options);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new(); // Stop may run on another thread during a start
    private RecorderProcess? _process;
    private bool _stopping;

    /// <summary>The reason to give up; null: it has not.</summary>
    public LiveProblem? Problem { get; private set; }

    /// <summary>
    /// Starts the recorder; the previous session must have been read to its end. Null: stopped or given up.
    /// </summary>
    public async Task<LiveSession?> NextSessionAsync()
    {
        if (Problem is not null || (_process is not null && !await MayRestartAsync()))
            return null;
        return Start();
    }

    /// <summary>
    /// Makes the recorder flush and end, without waiting. Thread-safe. The session's reader returns everything and then ends. If the recorder
    /// has not ended by the deadline, it is killed.
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
        _stop.Cancel(); // outside the lock: continuations may run inline
    }

    /// <summary>Stops the recorder and waits for its end.</summary>
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

    /// <summary>Reports the end, then waits. An end by a stop signal is reported after the wait: this process probably gets the signal as well.</summary>
    private async Task<bool> WaitAsync(SessionEnd end, TimeSpan delay)
    {
        if (!end.WasStopped)
            report(string.Create(CultureInfo.InvariantCulture, $"{end.Message}; starting it again in {delay.TotalSeconds:0.#} s"));
        if (!await BackOff.WaitAsync(delay, time, _stop.Token))
            return false;
        if (end.WasStopped)
            report($"{end.Message}; a signal from outside stopped it, starting it again");
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
