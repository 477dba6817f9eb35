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
    private readonly EventIds _ids = new();
    private readonly EventBindings _bindings = new(order, options.WithEntries);
    private readonly EventNames _names = new();
    private readonly List<TraceDamage> _damage = [];
    private PerfEvent? _only; // with one attr, samples needn't tell theirs
    private int _idOffset = -1;
    private bool _contradicts; // the attrs, about where a sample's id is
    private PerfEvent?[] _onlyOne = [];
    private string? _filter; // of the recorder, on events of ours

    public PerfBytes Order => order;

    public string? Host { get; private set; }

    /// <summary>The recorder's <c>uname -r</c>.</summary>
    public string? OsRelease { get; private set; }

    /// <summary>The recorder's <c>uname -m</c>.</summary>
    public string? Arch { get; private set; }

    /// <summary>The recorder's processor, as /proc/cpuinfo calls it.</summary>
    public string? Cpu { get; private set; }

    public long? WallClockOffsetNs { get; private set; }

    /// <summary>The first attr's trailer of records that are no samples.</summary>
    private SampleIdTrailer Trailer { get; set; }

    /// <summary>More attrs can be taken; a recording has one an event.</summary>
    public bool HasRoom => _events.Count < MaxAttrs;

    /// <summary>An attr is one of ours and can be decoded.</summary>
    public bool HasOurEvents => _bindings.HasDecoders;

    /// <summary>The trace holds format texts (without them nothing can be decoded).</summary>
    public bool HasFormats { get; private set; }

    /// <summary>The formats of our events.</summary>
    public IReadOnlyCollection<EventFormat> Formats => _bindings.Formats;

    /// <summary>Names of all events that the trace says it holds.</summary>
    public IReadOnlyList<string> EventNames => _names.All;

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
        if (!HasRoom)
            return;
        var added = new PerfEvent(attr);
        _events.Add(added);
        for (var rest = ids; rest.Length >= 8; rest = rest[8..])
            _ids.Add(order.U64(rest), added);
        _only = _events.Count == 1 ? added : null;
        _onlyOne = [_only];
        PlaceId(added.Layout);
        Report(_bindings.Add(added), offset: 0);
    }

    public void AddTracingData(ReadOnlySpan<byte> bytes, long offset)
    {
        void Take(EventFormat format)
        {
            HasFormats = true;
            _names.Add($"{format.System}:{format.Name}");
            if (format.System == options.System)
                AddFormat(format, offset);
        }
        if (!TracingData.TryRead(bytes, Take))
            AddDamage(new TraceDamage(TraceDamageId.BadFormat, offset, "the tracing data, which hold the events' formats, end early or make no sense"));
    }

    /// <summary>Takes in a format of our system, of this trace or of another one of the same kernel.</summary>
    public void AddFormat(EventFormat format, long offset) => Report(_bindings.Add(format), offset);

    public void AddFeature(PerfFeature feature, ReadOnlySpan<byte> bytes)
    {
        switch (feature)
        {
            case PerfFeature.HostName:
                Host = PerfFeatures.ReadString(bytes, order) ?? Host;
                break;
            case PerfFeature.OsRelease:
                OsRelease = PerfFeatures.ReadString(bytes, order) ?? OsRelease;
                break;
            case PerfFeature.Arch:
                Arch = PerfFeatures.ReadString(bytes, order) ?? Arch;
                break;
            case PerfFeature.CpuDescription:
                Cpu = PerfFeatures.ReadString(bytes, order) ?? Cpu;
                break;
            case PerfFeature.CommandLine:
                _filter = RecordCommand.FilterOf(RecordCommand.Read(bytes, order), options.System) ?? _filter;
                break;
            case PerfFeature.ClockData:
                WallClockOffsetNs = PerfFeatures.ReadClockOffset(bytes, order) ?? WallClockOffsetNs;
                break;
            case PerfFeature.EventDesc:
                foreach (var name in PerfFeatures.ReadEventNames(bytes, order))
                    _names.Add(name);
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

    /// <summary>The trailer of a record that is no sample: that of the attr whose id it ends with, where attrs differ.</summary>
    public SampleIdTrailer TrailerOf(ReadOnlySpan<byte> record)
    {
        if (_only is not null || Trailer.IdFromEnd == 0 || record.Length < PerfRecordHeader.Bytes + Trailer.IdFromEnd)
            return Trailer;
        return _ids.Find(order.U64(record[^Trailer.IdFromEnd..]))?.Layout.Trailer ?? Trailer;
    }

    /// <summary>How samples that are usual ones are told apart.</summary>
    public SampleIds SampleIds => _only is not null
        ? new SampleIds(At: 0, Mask: 0, _onlyOne)
        : _idOffset < 0 ? new SampleIds(At: 0, Mask: 0, []) : new SampleIds(PerfRecordHeader.Bytes + _idOffset, ulong.MaxValue, _ids.Direct);

    /// <summary>As perf has it, id 0 is the first attr's.</summary>
    private PerfEvent? FindById0(ulong id) => id == 0 && _events.Count > 0 ? _events[0] : null;

    /// <summary>Where the recorder was told not to take a sample of each of our events, so that counts are too low.</summary>
    public TraceDamage? WhyGaps()
    {
        var gaps = _events.Find(static e => e is { Decoder.IsEntry: false, Attr.Gaps: not null })?.Attr.Gaps;
        if (gaps is not null)
            return new TraceDamage(TraceDamageId.NotEveryEvent, 0, $"not every event was recorded, but of one kind at least {gaps}: the counts are too low, and runs are broken; record with -c 1, without -F and :S");
        return _filter is null ? null : new TraceDamage(TraceDamageId.NotEveryEvent, 0, $"not every event was recorded, but those of --filter '{_filter}': the counts are wrong, and runs are broken; record without --filter");
    }

    /// <summary>Why nothing could be decoded, and what to do about it.</summary>
    public TraceDamage WhyNothing()
    {
        if (!HasFormats && options.Formats is null)
            return new TraceDamage(TraceDamageId.BadFormat, 0, "the events' formats aren't there (perf writes them last: was the file cut off?), so nothing can be decoded; record again");
        var has = EventNames.Count == 0 ? "no events" : string.Join(", ", EventNames);
        return new TraceDamage(TraceDamageId.NoEvents, 0, $"no {options.System}:kvm_guest_exit or {options.System}:kvmppc_run_core in it, but {has}; "
            + "record with -e kvm_hv:kvm_guest_exit -e kvm_hv:kvmppc_run_core, or name look-alikes' system with --system");
    }

    /// <summary>
    /// Samples of several attrs are told apart by an id that all of them have at one place (perf requires the same:
    /// evlist__valid_sample_type). Otherwise no attr is found for a sample.
    /// </summary>
    private void PlaceId(SampleLayout layout)
    {
        if (_events.Count == 1)
            (_idOffset, Trailer) = (layout.Id, layout.Trailer);
        if (_contradicts || layout.Id == _idOffset)
            return;
        (_contradicts, _idOffset) = (true, -1);
        AddDamage(new TraceDamage(TraceDamageId.BadHeader, 0, "the attrs have the id of a sample at different places, so samples can't be told apart"));
    }

    private void Report(string? problem, long offset)
    {
        if (problem is not null)
            AddDamage(new TraceDamage(TraceDamageId.BadFormat, offset, problem));
    }
}
