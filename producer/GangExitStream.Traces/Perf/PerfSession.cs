using System.Runtime.CompilerServices;
using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces.Perf;

/// <summary>
/// What a recording has said of itself so far: its attrs, their ids, the events' formats. In file mode all of it is known
/// before the first sample, in pipe mode it comes as records.
/// </summary>
internal sealed class PerfSession(PerfBytes order, TraceOptions options)
{
    private const int MaxAttrs = 1 << 16;

    private readonly List<PerfEvent> _events = [];
    private readonly List<EventFormat> _formats = [];
    private readonly EventIds _ids = new();
    private readonly List<string> _names = [];
    private readonly List<TraceDamage> _damage = [];
    private PerfEvent? _only; // with one attr, samples needn't tell theirs
    private int _idOffset = -1;
    private PerfEvent?[] _onlyOne = [];

    public PerfBytes Order => order;

    public string? Host { get; private set; }

    public long? WallClockOffsetNs { get; private set; }

    /// <summary>The trailer of records that are no samples: perf requires all attrs to agree.</summary>
    public SampleIdTrailer Trailer { get; private set; }

    /// <summary>An attr is one of ours and can be decoded.</summary>
    public bool HasOurEvents => _events.Exists(e => e.Decoder is not null);

    /// <summary>The trace holds format texts (without them nothing can be decoded).</summary>
    public bool HasFormats => _formats.Count > 0;

    /// <summary>Names of all events that the trace says it holds.</summary>
    public IReadOnlyList<string> EventNames { get; private set; } = [];

    /// <summary>Damage found while taking in descriptions; it travels with the next block.</summary>
    public void AddDamage(TraceDamage damage) => _damage.Add(damage);

    public void MoveDamageTo(EventBlock block)
    {
        if (_damage.Count == 0)
            return;
        block.Damage.AddRange(_damage);
        _damage.Clear();
    }

    public void AddAttr(PerfAttr attr, ReadOnlySpan<byte> ids)
    {
        if (_events.Count >= MaxAttrs)
            return;
        var added = new PerfEvent(attr);
        _events.Add(added);
        for (var rest = ids; rest.Length >= 8; rest = rest[8..])
            _ids.Add(order.U64(rest), added);
        _idOffset = _events[0].Layout.Id;
        _only = _events.Count == 1 ? added : null;
        _onlyOne = [_only];
        Trailer = _events[0].Layout.Trailer;
        Bind(added, offset: 0);
    }

    public void AddTracingData(ReadOnlySpan<byte> bytes, long offset)
    {
        if (!TracingData.TryRead(bytes, _formats))
            AddDamage(new TraceDamage(TraceDamageId.BadFormat, offset, "the tracing data, which hold the events' formats, end early or make no sense"));
        foreach (var perfEvent in _events)
            Bind(perfEvent, offset);
        NameOtherEvents();
    }

    public void AddFeature(PerfFeature feature, ReadOnlySpan<byte> bytes)
    {
        switch (feature)
        {
            case PerfFeature.HostName:
                Host = PerfFeatures.ReadString(bytes, order) ?? Host;
                break;
            case PerfFeature.ClockData:
                WallClockOffsetNs = PerfFeatures.ReadClockOffset(bytes, order) ?? WallClockOffsetNs;
                break;
            case PerfFeature.EventDesc:
                _names.AddRange(PerfFeatures.ReadEventNames(bytes, order));
                NameOtherEvents();
                break;
            default:
                break;
        }
    }

    /// <summary>The attr of a sample, by its id. Null: no attr has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PerfEvent? Find(ReadOnlySpan<byte> sample)
    {
        if (_only is { } only)
            return only;
        if (_idOffset < 0 || _idOffset + 8 > sample.Length)
            return null;
        var id = order.U64(sample[_idOffset..]);
        return _ids.Find(id) ?? FindById0(id);
    }

    /// <summary>How samples that are usual ones are told apart.</summary>
    public SampleIds SampleIds => _only is not null
        ? new SampleIds(At: 0, Mask: 0, _onlyOne)
        : _idOffset < 0 ? new SampleIds(At: 0, Mask: 0, []) : new SampleIds(PerfRecordHeader.Bytes + _idOffset, ulong.MaxValue, _ids.Direct);

    /// <summary>As perf has it, id 0 is the first attr's.</summary>
    private PerfEvent? FindById0(ulong id) => id == 0 && _events.Count > 0 ? _events[0] : null;

    /// <summary>Why nothing could be decoded, and what to do about it.</summary>
    public TraceDamage WhyNothing()
    {
        if (!HasFormats)
            return new TraceDamage(TraceDamageId.BadFormat, 0, "the events' formats aren't there (perf writes them last: was the file cut off?), so nothing can be decoded; record again");
        var has = EventNames.Count == 0 ? "no events" : string.Join(", ", EventNames);
        return new TraceDamage(TraceDamageId.NoEvents, 0, $"no {options.System}:kvm_guest_exit or {options.System}:kvmppc_run_core in it, but {has}; "
            + "record with -e kvm_hv:kvm_guest_exit -e kvm_hv:kvmppc_run_core, or name look-alikes' system with --system");
    }

    private void Bind(PerfEvent perfEvent, long offset)
    {
        if (perfEvent.Decoder is not null || perfEvent.Attr.TracepointId is not { } id)
            return;
        if (_formats.Find(f => f.Id == id && f.System == options.System) is not { } format)
            return;
        perfEvent.Bind(EventDecoder.Of(format, out var problem), order);
        if (problem is not null)
            AddDamage(new TraceDamage(TraceDamageId.BadFormat, offset, $"{format.System}:{format.Name} can't be decoded: {problem}"));
    }

    private void NameOtherEvents() =>
        EventNames = [.. _names.Concat(_formats.Select(f => $"{f.System}:{f.Name}")).Distinct(StringComparer.Ordinal)];
}
