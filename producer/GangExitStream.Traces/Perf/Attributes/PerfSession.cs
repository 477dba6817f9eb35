using System.Runtime.CompilerServices;
using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.Perf.Files;
using GangExitStream.Traces.Perf.Records;
using GangExitStream.Traces.Perf.Samples;

namespace GangExitStream.Traces.Perf.Attributes;

/// <summary>
/// The description of a recording: its attrs, their ids, the event formats and the features. In file mode it is complete before the first sample, in
/// pipe mode it grows with the records.
/// </summary>
internal sealed class PerfSession(PerfBytes order, TraceOptions options)
{
    private const int MaxAttrs = 1 << 16;

    private readonly List<PerfEvent> _events = [];
    private readonly EventIds _ids = new();
    private readonly EventBindings _bindings = new(order, options.WithEntries);
    private readonly EventNames _names = new();
    private readonly List<TraceDamage> _damage = [];
    private PerfEvent? _only; // the attr, if there is only one: its samples need no id
    private int _idOffset = -1;
    private bool _idOffsetsDiffer; // the attrs have the sample id at different offsets
    private PerfEvent?[] _onlyOne = [];
    private int _maxIds; // of an attr

    public PerfBytes Order => order;

    /// <inheritdoc cref="TraceOptions.WithRegisters"/>
    public bool WithRegisters => options.WithRegisters;

    public string? Host { get; private set; }

    /// <summary>The recorder's <c>uname -r</c>.</summary>
    public string? OsRelease { get; private set; }

    /// <summary>The recorder's <c>uname -m</c>.</summary>
    public string? Arch { get; private set; }

    /// <summary>The recorder's processor, as /proc/cpuinfo calls it.</summary>
    public string? Cpu { get; private set; }

    public long? WallClockOffsetNs { get; private set; }

    /// <summary>The recorder's number of CPUs that were online; 0: not in the trace.</summary>
    public int Cpus { get; private set; }

    /// <summary>perf, record and what follows; empty: not in the trace.</summary>
    public List<string> Command { get; private set; } = [];

    /// <summary>The attrs.</summary>
    public IReadOnlyList<PerfEvent> Events => _events;

    /// <summary>The first attr's trailer on records other than samples.</summary>
    private SampleIdTrailer Trailer { get; set; }

    /// <summary>
    /// Fewest buffers that perf had: one for each CPU, and an attr has an id for each CPU that it is counted on. With <c>-p</c> it has one for each
    /// CPU and thread, with <c>--per-thread</c> one for each thread, which then has a buffer.
    /// </summary>
    public int MinBuffers => Math.Min(_maxIds, Cpus);

    /// <summary>Another attr can be added. A recording has one attr per event.</summary>
    public bool HasRoom => _events.Count < MaxAttrs;

    /// <summary>A sample has another process or thread id than its event: the recorder and the VMs are in different PID namespaces.</summary>
    public bool HasOtherPids { get; set; }

    /// <summary>At least one attr is a wanted event that can be decoded.</summary>
    public bool HasOurEvents => _bindings.HasDecoders;

    /// <summary>The trace has format texts; without them nothing can be decoded.</summary>
    public bool HasFormats { get; private set; }

    /// <summary>The formats of the wanted system's events.</summary>
    public IReadOnlyCollection<EventFormat> Formats => _bindings.Formats;

    /// <summary>The tracepoints that several attrs have.</summary>
    public IReadOnlyCollection<EventCopies> Copies => _bindings.Copies;

    /// <summary>Names of all events that the trace lists.</summary>
    public IReadOnlyList<string> EventNames => _names.All;

    /// <summary>Adds damage of attrs, formats or features; the next block passes it on.</summary>
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
        _maxIds = Math.Max(_maxIds, ids.Length / sizeof(ulong));
        _only = _events.Count == 1 ? added : null;
        _onlyOne = [_only];
        PlaceId(added.Layout);
        Report(_bindings.Add(added), offset: 0);
    }

    public void AddTracingData(ReadOnlySpan<byte> bytes, long offset)
    {
        void AddOne(EventFormat format)
        {
            HasFormats = true;
            _names.Add($"{format.System}:{format.Name}");
            if (format.System == options.System)
                AddFormat(format, offset);
        }
        if (!TracingData.TryRead(bytes, AddOne))
            AddDamage(new TraceDamage(TraceDamageId.BadFormat, offset, "the tracing data, which have the event formats, end early or are invalid"));
    }

    /// <summary>Adds a format of the wanted system, from this trace or from another one of the same kernel.</summary>
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
            case PerfFeature.CpuCount when bytes.Length >= 8: // u32 present, u32 online
                Cpus = (int)Math.Min(order.U32(bytes[4..]), int.MaxValue);
                break;
            case PerfFeature.CommandLine:
                Command = RecordCommand.Read(bytes, order);
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

    /// <summary>Finds the attr of a sample by its id; null: no attr has it.</summary>
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

    /// <summary>The trailer of a record other than a sample: with several attrs, that of the attr whose id is in the record.</summary>
    public SampleIdTrailer TrailerOf(ReadOnlySpan<byte> record)
    {
        if (_only is not null || Trailer.IdFromEnd == 0 || record.Length < PerfRecordHeader.Bytes + Trailer.IdFromEnd)
            return Trailer;
        return _ids.Find(order.U64(record[^Trailer.IdFromEnd..]))?.Layout.Trailer ?? Trailer;
    }

    /// <summary>How <see cref="FixedSamples"/> finds the attr of a sample.</summary>
    public SampleIds SampleIds => _only is not null
        ? new SampleIds(At: 0, Mask: 0, _onlyOne)
        : _idOffset < 0 ? new SampleIds(At: 0, Mask: 0, []) : new SampleIds(PerfRecordHeader.Bytes + _idOffset, ulong.MaxValue, _ids.Direct);

    /// <summary>As in perf, id 0 means the first attr.</summary>
    private PerfEvent? FindById0(ulong id) => id == 0 && _events.Count > 0 ? _events[0] : null;

    /// <summary>
    /// Sets the offset of the sample id. With several attrs, all must have the id at the same offset, as perf requires (evlist__valid_sample_type);
    /// otherwise no attr is found for a sample.
    /// </summary>
    private void PlaceId(SampleLayout layout)
    {
        if (_events.Count == 1)
            (_idOffset, Trailer) = (layout.Id, layout.Trailer);
        if (_idOffsetsDiffer || layout.Id == _idOffset)
            return;
        (_idOffsetsDiffer, _idOffset) = (true, -1);
        AddDamage(new TraceDamage(TraceDamageId.BadHeader, 0, "the attrs have the sample id at different offsets, so the event of a sample is unknown"));
    }

    private void Report(string? problem, long offset)
    {
        if (problem is not null)
            AddDamage(new TraceDamage(TraceDamageId.BadFormat, offset, problem));
    }
}
