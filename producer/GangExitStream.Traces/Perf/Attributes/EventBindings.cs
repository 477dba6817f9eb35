using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Perf.Attributes;

/// <summary>
/// Binds attrs to formats by tracepoint id. In a file the attrs come first, in a pipe either may. Each attr and each format costs one
/// look-up, so a forged trace with many of both costs no quadratic time. Of two formats with the same id, the first is used.
/// </summary>
internal sealed class EventBindings(PerfBytes order, bool withEntries)
{
    /// <summary>A kernel's kvm_hv has about 20 events; a trace with more formats than this is forged.</summary>
    private const int MaxFormats = 1024;

    private readonly Dictionary<ulong, EventFormat> _formats = [];
    private readonly Dictionary<ulong, EventDecoder?> _decoders = []; // of the formats that an attr refers to
    private readonly Dictionary<ulong, List<PerfEvent>> _waiting = []; // attrs whose format has not come yet
    private readonly Dictionary<ulong, PerfEvent> _firsts = []; // the first attr of each tracepoint
    private readonly HashSet<EventCopies> _copies = [];

    /// <summary>At least one attr is a wanted event that can be decoded.</summary>
    public bool HasDecoders { get; private set; }

    public IReadOnlyCollection<EventFormat> Formats => _formats.Values;

    /// <summary>The tracepoints that several attrs have.</summary>
    public IReadOnlyCollection<EventCopies> Copies => _copies;

    /// <summary>Adds an attr. Returns a problem with its format, unless it was returned before.</summary>
    public string? Add(PerfEvent perfEvent)
    {
        if (perfEvent.Attr.TracepointId is not { } id)
            return null;
        NoteCopies(perfEvent, id);
        if (_formats.TryGetValue(id, out var format))
            return Bind(perfEvent, format);
        ref var waiting = ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, id, out _);
        (waiting ??= []).Add(perfEvent);
        return null;
    }

    /// <summary>Adds a format of the wanted system. Returns a problem with it if an attr refers to it.</summary>
    public string? Add(EventFormat format)
    {
        if (_formats.Count >= MaxFormats || !_formats.TryAdd(format.Id, format) || !_waiting.Remove(format.Id, out var waiting))
            return null;
        string? problem = null;
        foreach (var perfEvent in waiting)
            problem = Bind(perfEvent, format) ?? problem;
        return problem;
    }

    private void NoteCopies(PerfEvent perfEvent, ulong id)
    {
        if (_firsts.TryAdd(id, perfEvent))
            return;
        perfEvent.ShareWith(_firsts[id]);
        _copies.Add(perfEvent.Copies!);
    }

    private string? Bind(PerfEvent perfEvent, EventFormat format)
    {
        string? problem = null;
        ref var decoder = ref CollectionsMarshal.GetValueRefOrAddDefault(_decoders, format.Id, out var known);
        if (!known)
            decoder = EventDecoder.Of(format, withEntries, out problem);
        perfEvent.Bind(decoder, $"{format.System}:{format.Name}", order);
        HasDecoders |= decoder is { IsEntry: false };
        return problem is null ? null : $"{format.System}:{format.Name} can't be decoded: {problem}";
    }
}
