using GangExitStream.Traces.Live;

namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>Finds the wanted events of this kernel and their formats.</summary>
internal sealed class TracefsEvents(ITracefs tracefs, TracefsOptions options)
{
    /// <summary>Finds the events to record, as <c>system/event</c>. Returns the problem; null: none.</summary>
    public LiveProblem? TryFind(out string[] names)
    {
        names = [];
        if (options.System.Contains('/', StringComparison.Ordinal) || options.System.StartsWith('.'))
            return TracefsProblems.NoSuchEvent(tracefs.Root, options.System);
        var found = new List<string>();
        foreach (var name in RecordedEvents.Names(options.GuestTimes, options.Hcalls))
        {
            if (Missing(name) is { } problem)
                return problem;
            found.Add($"{options.System}/{name}");
        }
        names = [.. found];
        return null;
    }

    /// <summary>Reads the formats. An instance may have larger pages than the top-level buffer; older kernels have no header_page in an instance.</summary>
    public LiveProblem? TryRead(string instance, string[] names, out LiveFormats? formats)
    {
        var page = HeaderPage(instance);
        return LiveFormats.TryRead(page, options.System, names.Select(name => tracefs.Read($"events/{name}/format")), out formats, out var problem)
            ? null
            : TracefsProblems.UnusableFormats(Path.Combine(tracefs.Root, "events", options.System), problem);
    }

    private string HeaderPage(string instance)
    {
        try
        {
            return tracefs.Read($"instances/{instance}/events/header_page");
        }
        catch (FileNotFoundException)
        {
            return tracefs.Read("events/header_page");
        }
    }

    private LiveProblem? Missing(string name)
    {
        var path = $"events/{options.System}/{name}/format";
        try
        {
            tracefs.Read(path);
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return TracefsProblems.NoSuchEvent(Path.Combine(tracefs.Root, path), options.System);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return TracefsProblems.Of(Path.Combine(tracefs.Root, path), e);
        }
    }
}
