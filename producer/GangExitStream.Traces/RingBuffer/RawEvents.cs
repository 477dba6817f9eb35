namespace GangExitStream.Traces.RingBuffer;

/// <summary>Decodes the raw bytes of wanted events: common_type gives the event, common_pid the thread.</summary>
internal sealed class RawEvents
{
    /// <summary>A kernel has one format for each event. More of them are forged, and would make the search for each event long.</summary>
    private const int MaxFormats = 64;

    private readonly PerfBytes _order;
    private readonly EventField _type;
    private readonly List<(uint Id, EventDecoder Decoder, int Pid, int MinBytes)> _ours = [];
    private bool _hasTooMany;

    /// <param name="order">The recorder's byte order.</param>
    /// <param name="formats">Formats of events; unwanted ones are ignored.</param>
    /// <param name="withEntries">Whether the optional events are wanted as well (<see cref="TraceOptions.WithEntries"/>).</param>
    /// <param name="report">Receives formats that can't be used.</param>
    public RawEvents(PerfBytes order, IReadOnlyList<EventFormat> formats, bool withEntries, Action<TraceDamage> report)
    {
        _order = order;
        foreach (var format in formats)
            Add(format, withEntries, report);
        _type = formats.Count > 0 ? formats[0].Find("common_type") ?? default : default;
    }

    /// <summary>Whether there is the format of a wanted event.</summary>
    public bool Any => _ours.Exists(static ours => !ours.Decoder.IsEntry);

    /// <summary>
    /// Sets the event's fields and its thread; the caller sets time and CPU. False: another event, or, with <paramref name="isShort"/>, a wanted
    /// event that is too short.
    /// </summary>
    public bool TryDecode(ReadOnlySpan<byte> raw, ref KvmEvent e, out bool isShort)
    {
        isShort = raw.Length < _type.End;
        if (isShort)
            return false;
        var type = _order.U16(raw[_type.Offset..]);
        foreach (ref readonly var ours in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ours))
        {
            if (ours.Id != type)
                continue;
            isShort = raw.Length < ours.MinBytes;
            if (isShort)
                return false;
            var body = new CheckedBytes(raw, ours.MinBytes, _order);
            e.Tgid = KvmEvent.Unknown;
            e.Tid = (int)body.U32(ours.Pid);
            ours.Decoder.Decode(body, ref e);
            return true;
        }
        return false;
    }

    private void Add(EventFormat format, bool withEntries, Action<TraceDamage> report)
    {
        var decoder = EventDecoder.Of(format, withEntries, out var problem);
        if (decoder is not null && (format.Find("common_type") is not { Size: 2 } || format.Find("common_pid") is not { Size: 4 } || format.Id > ushort.MaxValue))
            problem = "its format has no common_type or common_pid of the usual size";
        if (problem is not null)
            report(new TraceDamage(TraceDamageId.BadFormat, 0, $"{format.System}:{format.Name} can't be decoded: {problem}"));
        else if (decoder is not null && _ours.TrueForAll(ours => ours.Id != format.Id) && format.Find("common_pid") is { } pid)
            Add(((uint)format.Id, decoder, pid.Offset, Math.Max(decoder.MinBytes, pid.End)), report);
    }

    private void Add((uint Id, EventDecoder Decoder, int Pid, int MinBytes) ours, Action<TraceDamage> report)
    {
        if (_ours.Count < MaxFormats)
        {
            _ours.Add(ours);
            return;
        }
        if (!_hasTooMany)
            report(new TraceDamage(TraceDamageId.BadFormat, 0, $"more than {MaxFormats} formats of wanted events; the others are not used"));
        _hasTooMany = true;
    }
}
