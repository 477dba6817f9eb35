using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Perf;

/// <summary>
/// Brings attrs and formats together by the tracepoint's id, whichever comes first: in a file the attrs, in a pipe either. Each costs
/// one look-up, however many there are of the other. Of two formats with one id the first counts.
/// </summary>
internal sealed class EventBindings(PerfBytes order, bool withEntries)
{
    /// <summary>A kernel's kvm_hv has some 20 events; more formats are forged.</summary>
    private const int MaxFormats = 1024;

    private readonly Dictionary<ulong, EventFormat> _formats = [];
    private readonly Dictionary<ulong, EventDecoder?> _decoders = []; // of the formats that an attr needs
    private readonly Dictionary<ulong, List<PerfEvent>> _waiting = []; // attrs whose format hasn't come

    /// <summary>An attr is one of our events and can be decoded.</summary>
    public bool HasDecoders { get; private set; }

    public IReadOnlyCollection<EventFormat> Formats => _formats.Values;

    /// <summary>Takes an attr. Says what is wrong with its format, where something is and hasn't been said.</summary>
    public string? Add(PerfEvent perfEvent)
    {
        if (perfEvent.Attr.TracepointId is not { } id)
            return null;
        if (_formats.TryGetValue(id, out var format))
            return Bind(perfEvent, format);
        ref var waiting = ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, id, out _);
        (waiting ??= []).Add(perfEvent);
        return null;
    }

    /// <summary>Takes a format of the system that is ours. Says what is wrong with it, where an attr needs it.</summary>
    public string? Add(EventFormat format)
    {
        if (_formats.Count >= MaxFormats || !_formats.TryAdd(format.Id, format) || !_waiting.Remove(format.Id, out var waiting))
            return null;
        string? problem = null;
        foreach (var perfEvent in waiting)
            problem = Bind(perfEvent, format) ?? problem;
        return problem;
    }

    private string? Bind(PerfEvent perfEvent, EventFormat format)
    {
        string? problem = null;
        ref var decoder = ref CollectionsMarshal.GetValueRefOrAddDefault(_decoders, format.Id, out var known);
        if (!known)
            decoder = EventDecoder.Of(format, withEntries, out problem);
        perfEvent.Bind(decoder, order);
        HasDecoders |= decoder is { IsEntry: false };
        return problem is null ? null : $"{format.System}:{format.Name} can't be decoded: {problem}";
    }
}
