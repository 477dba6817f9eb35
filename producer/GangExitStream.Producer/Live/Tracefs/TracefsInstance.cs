using System.Globalization;
using GangExitStream.Traces.Live;

namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>
/// An instance of tracefs of our own: buffers, a clock and events that nobody else's settings touch. Removed at the end; after a SIGKILL
/// the kernel turns it off and gives its memory back by itself, and the next start removes it.
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

    /// <summary>How its pages are laid out.</summary>
    public required LiveFormats Formats { get; init; }

    /// <summary>Makes an instance, with its events off. Null: <paramref name="problem"/> says why.</summary>
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

    /// <summary>Turns the events on; why it can't be, else null.</summary>
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

    /// <summary>Turns the events off: what is in the buffers stays there.</summary>
    public void TurnOff()
    {
        foreach (var name in _events)
            TryWrite(PathOf($"events/{name}/enable"), "0");
    }

    /// <summary>Whether all events are still on: another program may have turned them off, and they go with their module.</summary>
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

    /// <summary>Closes what keeps the instance from being removed; <see cref="StaleInstances.TryRemove"/> does that.</summary>
    public void Dispose()
    {
        TurnOff();
        _freeBuffer?.Dispose();
        _freeBuffer = null;
    }

    /// <summary>
    /// In a container every process may be 1: where the name is taken and the instance in use, another one.
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
    /// No record of each thread's command at each switch, which every tracepoint would bring with it; the newest events win over the oldest, which
    /// the pages then tell of; a kernel that closes free_buffer stops recording. The clock empties the buffers, so it comes before them.
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
            // The event went with its module; there is nothing to turn off.
        }
    }
}
