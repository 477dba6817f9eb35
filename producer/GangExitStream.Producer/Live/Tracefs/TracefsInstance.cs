using System.Globalization;
using GangExitStream.Traces.Live;

namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>
/// A separate instance of tracefs: buffers, clock and events independent of other tools' settings. Removed at the end; after a SIGKILL the
/// kernel turns it off and frees its memory, and the next start removes it.
/// </summary>
internal sealed class TracefsInstance : IDisposable
{
    private const int MaxNames = 16;

    private readonly ITracefs _tracefs;
    private readonly string[] _events;
    private IDisposable? _freeBuffer;

    private TracefsInstance(ITracefs tracefs, string name, string[] events) => (_tracefs, Name, _events) = (tracefs, name, events);

    /// <summary>The folder's name.</summary>
    public string Name { get; }

    /// <summary>The formats of its pages and events.</summary>
    public required LiveFormats Formats { get; init; }

    /// <summary>Creates an instance with its events off. Null: <paramref name="problem"/> is set.</summary>
    public static TracefsInstance? TryCreate(ITracefs tracefs, TracefsOptions options, out LiveProblem? problem)
    {
        var events = new TracefsEvents(tracefs, options);
        if (events.TryFind(out var names) is { } missing)
        {
            problem = missing;
            return null;
        }
        string? name = null;
        var step = "instances";
        TracefsInstance? instance = null;
        try
        {
            name = Create(tracefs);
            step = $"instances/{name}/events/header_page";
            problem = events.TryRead(name, names, out var formats);
            if (formats is null)
                return null;
            instance = new TracefsInstance(tracefs, name, names) { Formats = formats };
            foreach (var (file, value) in Settings(options))
                tracefs.Write(step = instance.PathOf(file), value);
            step = instance.PathOf("free_buffer");
            instance._freeBuffer = tracefs.OpenFreeBuffer(step);
            return instance;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = TracefsProblems.Of(Path.Combine(tracefs.Root, step), e);
            instance = null;
            return null;
        }
        finally
        {
            if (instance is null && name is not null)
                StaleInstances.TryRemove(tracefs, name);
        }
    }

    public string PathOf(string file) => $"instances/{Name}/{file}";

    /// <summary>Turns the events on. Returns the problem; null: none.</summary>
    public LiveProblem? TurnOn()
    {
        foreach (var name in _events)
        {
            var path = PathOf($"events/{name}/enable");
            try
            {
                _tracefs.Write(path, "1");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return TracefsProblems.Of(Path.Combine(_tracefs.Root, path), e);
            }
        }
        return null;
    }

    /// <summary>Turns the events off; the buffers keep their contents.</summary>
    public void TurnOff()
    {
        foreach (var name in _events)
            TryWrite(PathOf($"events/{name}/enable"), "0");
    }

    /// <summary>Whether all events are still on: another program may have turned them off, and unloading the module removes them.</summary>
    public bool IsOn()
    {
        try
        {
            return Array.TrueForAll(_events, name => _tracefs.Read(PathOf($"events/{name}/enable")).StartsWith('1'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Closes the file that prevents its removal by <see cref="StaleInstances.TryRemove"/>.</summary>
    public void Dispose()
    {
        TurnOff();
        _freeBuffer?.Dispose();
        _freeBuffer = null;
    }

    /// <summary>
    /// Creates an instance named by the process id. In containers several processes have id 1: a name in use is followed by further ones.
    /// </summary>
    private static string Create(ITracefs tracefs)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{StaleInstances.Prefix}{Environment.ProcessId}");
        for (var i = 1; i <= MaxNames; i++)
        {
            var tried = i == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
            if (tracefs.CreateInstance(tried) || (StaleInstances.TryRemove(tracefs, tried) && tracefs.CreateInstance(tried)))
                return tried;
        }
        throw new IOException($"{name} and {MaxNames - 1} more of that name are in use");
    }

    /// <summary>
    /// Settings: no recording of commands at context switches, which tracepoints turn on by default; new events overwrite the oldest, and pages count
    /// the loss; closing free_buffer stops recording. Setting the clock empties the buffers, so it comes before their size.
    /// </summary>
    private static (string File, string Value)[] Settings(TracefsOptions options) =>
    [
        ("trace_options", "norecord-cmd"),
        ("trace_options", "overwrite"),
        ("trace_options", "disable_on_free"),
        ("trace_clock", "mono"),
        ("buffer_size_kb", options.BufferSizeKb.ToString(CultureInfo.InvariantCulture)),
        ("tracing_on", "1"),
    ];

    private void TryWrite(string path, string text)
    {
        try
        {
            _tracefs.Write(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The module was unloaded with its events: nothing to turn off.
        }
    }
}
