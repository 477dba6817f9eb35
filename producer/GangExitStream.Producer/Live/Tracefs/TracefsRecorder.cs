using System.Globalization;
using GangExitStream.Traces;
using GangExitStream.Traces.Live;

namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>
/// Records with a separate instance of tracefs. A session lasts until <see cref="Stop"/>; a new one is started when another program turns the
/// events off or the module is unloaded.
/// </summary>
/// <param name="options">The options.</param>
/// <param name="tracefs">tracefs; null: not mounted.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Receives messages for the user.</param>
internal sealed class TracefsRecorder(TracefsOptions options, ITracefs? tracefs, TimeProvider time, Action<string> report) : ILiveRecorder
{
    private const int RemoveAttempts = 20;
    private static readonly TimeSpan RemovePause = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new(); // Stop may run on another thread during a start
    private readonly ThreadGroups? _threads = PidNamespace.IsHosts ? new ThreadGroups() : null;
    private readonly BackOff _backOff = new(options);
    private TracefsInstance? _instance;
    private TracefsBuffers? _buffers;

    public LiveProblem? Problem { get; private set; }

    public async Task<LiveSession?> NextSessionAsync()
    {
        if (Problem is not null || (_buffers is not null && !await MayRestartAsync()))
            return null;
        var session = Start();
        if (session is null)
            await EndSessionAsync();
        return session;
    }

    public void Stop()
    {
        lock (_gate)
        {
            if (_stop.IsCancellationRequested)
                return;
            _buffers?.Stop();
        }
        _stop.Cancel(); // outside the lock: continuations may run inline
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await EndSessionAsync();
        _stop.Dispose();
    }

    private LiveSession? Start()
    {
        if (tracefs is null)
        {
            Problem = TracefsProblems.NotMounted();
            return null;
        }
        foreach (var stale in StaleInstances.RemoveAll(tracefs))
            report($"{stale}, an instance of tracefs that a recorder left behind, was removed");
        _instance = TracefsInstance.TryCreate(tracefs, options, out var problem);
        Problem = problem;
        return _instance is null ? null : Start(tracefs, _instance);
    }

    private LiveSession? Start(ITracefs from, TracefsInstance instance)
    {
        var identity = LiveIdentity.Now(RecorderClock.Monotonic, time);
        var buffers = new TracefsBuffers(from, instance, options, identity, time, report);
        lock (_gate)
        {
            _buffers = buffers;
            if (_stop.IsCancellationRequested)
                return null;
        }
        Problem = buffers.Open() ?? instance.TurnOn();
        return Problem is null ? new LiveSession(identity, trace => Open(buffers, instance.Formats, identity.Host, trace)) : null;
    }

    private LiveReader Open(TracefsBuffers buffers, LiveFormats formats, string host, TraceOptions? trace) =>
        new(buffers, formats, HostInfo.Of(host), _threads is null ? null : _threads.Of, trace?.Progress);

    private async Task<bool> MayRestartAsync()
    {
        var wasTurnedOff = _buffers is { WasTurnedOff: true };
        await EndSessionAsync();
        if (_stop.IsCancellationRequested || !wasTurnedOff)
            return false;
        var delay = _backOff.Next();
        report(string.Create(CultureInfo.InvariantCulture, $"another program turned the events off, or the module {options.System} was unloaded; recording again in {delay.TotalSeconds:0.#} s"));
        return await BackOff.WaitAsync(delay, time, _stop.Token);
    }

    private async Task EndSessionAsync()
    {
        var (buffers, instance) = (_buffers, _instance);
        lock (_gate)
            (_buffers, _instance) = (null, null);
        buffers?.Dispose();
        instance?.Dispose();
        if (instance is not null && tracefs is not null)
            await RemoveAsync(tracefs, instance.Name);
    }

    /// <summary>Removes the instance, with retries: a reader may still be in its last wait with the files open.</summary>
    private async Task RemoveAsync(ITracefs from, string name)
    {
        for (var i = 0; i < RemoveAttempts; i++)
        {
            if (StaleInstances.TryRemove(from, name))
                return;
            await Task.Delay(RemovePause, time);
        }
        report($"{Path.Combine(from.Root, "instances", name)} is in use and stays; remove it: rmdir {Path.Combine(from.Root, "instances", name)}");
    }
}
