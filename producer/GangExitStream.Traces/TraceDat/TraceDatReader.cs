using GangExitStream.Traces.Input;
using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.TraceDat;

/// <summary>
/// Reads trace-cmd's trace.dat, versions 6 and 7. Each buffer (the top one and the instances) with wanted events is a separate part; the others
/// are skipped.
/// </summary>
internal sealed class TraceDatReader : ITraceReader
{
    private readonly Stream _file;
    private readonly TraceDatContents _contents;
    private readonly SharedReads _shared;
    private readonly Queue<BufferReader> _left;
    private BufferReader? _current;
    private bool _isBegun;

    private TraceDatReader(Stream file, TraceDatContents contents, TraceOptions options)
    {
        (_file, _contents) = (file, contents);
        _shared = new SharedReads(options.Progress);
        var decoder = new RawEvents(contents.Order, contents.OurFormats, options.WithEntries, contents.Add);
        _left = new Queue<BufferReader>(new BufferOpener(file, contents, decoder, _shared, options.ClockHz).Open());
        if (!decoder.Any)
            contents.Add(DescribeNoEvents(options));
        if (contents.Buffers.Count > 0 && TrailingBytes.Finding(file, contents.End) is { } trailing)
            contents.Add(trailing);
        AddTo(Summary, contents.Damage);
        Summary.OtherEvents = contents.EventNames;
        Info = InfoOf(null);
    }

    public TraceInfo Info { get; private set; }

    public TraceSummary Summary { get; private set; } = new();

    /// <summary>Opens a trace.dat whose head has already been read. A stream that can't seek is first copied to a temporary file.</summary>
    public static ITraceReader Open(Stream stream, ReadOnlySpan<byte> head, TraceOptions options)
    {
        var header = TraceDatHeader.Read(head, out var problem);
        using var compression = new Compression(header?.Compression ?? "none");
        if (header is not null && !compression.IsKnown)
            problem = new TraceDamage(TraceDamageId.Unsupported, 0, $"a trace.dat with the unknown compression '{compression.Name}'; none, zlib and zstd are supported. Turn it into text: trace-cmd report FILE | gangexit report -");
        if (header is null || !compression.IsKnown)
        {
            stream.Dispose();
            return new FailedReader(problem.Id, problem.Message, problem.Offset);
        }
        var file = stream.CanSeek ? stream : Spool.ToTemporaryFile(stream, head);
        var contents = new TraceDatContents(header);
        if (header.Version == 6)
            new Version6Opener(file, contents, options.System).ReadAll();
        else
            new Version7Opener(file, contents, options.System, compression).ReadAll();
        return new TraceDatReader(file, contents, options);
    }

    public int Read(Span<KvmEvent> events)
    {
        if (!_isBegun)
            Begin();
        var count = _current is null ? 0 : ReadCurrent(events);
        Summary.Bytes = _shared.BytesRead;
        return count;
    }

    public bool NextPart()
    {
        var summary = new TraceSummary { OtherEvents = _contents.EventNames };
        if (NextWithOurs(summary) is not { } next)
        {
            AddTo(Summary, summary.Damage);
            return false;
        }
        (Summary, Info) = (summary, InfoOf(next));
        NoteClock(next);
        _current?.Dispose();
        _current = next;
        return true;
    }

    public void Dispose()
    {
        _current?.Dispose();
        _file.Dispose();
    }

    private void Begin()
    {
        _isBegun = true;
        if (NextWithOurs(Summary) is not { } first)
            return;
        (_current, Info) = (first, InfoOf(first));
        NoteClock(first);
    }

    private void NoteClock(BufferReader reader)
    {
        if (reader.Clock.IsCoarse)
            Summary.Add(new TraceDamage(TraceDamageId.CoarseClock, 0, TraceClock.CoarseMessage("uptime: 10 ms")));
    }

    private int ReadCurrent(Span<KvmEvent> events)
    {
        try
        {
            return _current!.Read(events, Summary);
        }
        catch (IOException e)
        {
            _current = null;
            Summary.Add(ReadFailure(e));
            return 0;
        }
    }

    /// <summary>
    /// Finds the next buffer with a wanted event. Adds the damage of skipped buffers, because it may have hidden wanted events. Null: no buffer is
    /// left.
    /// </summary>
    private BufferReader? NextWithOurs(TraceSummary summary)
    {
        while (_left.TryDequeue(out var next))
        {
            try
            {
                if (next.HasOurs())
                    return next;
                AddTo(summary, DamageOf(next));
            }
            catch (IOException e)
            {
                summary.Add(ReadFailure(e));
            }
            next.Dispose();
        }
        return null;
    }

    /// <summary>Reads a buffer to its end. Its losses are ignored: it is not known that they concern wanted events.</summary>
    private static IReadOnlyList<TraceDamage> DamageOf(BufferReader reader)
    {
        var summary = new TraceSummary();
        Span<KvmEvent> unused = new KvmEvent[64];
        while (reader.Read(unused, summary) > 0)
        {
            // Only the damage is used.
        }
        return summary.Damage;
    }

    private static void AddTo(TraceSummary summary, IReadOnlyList<TraceDamage> found)
    {
        foreach (var damage in found)
            summary.Add(damage);
    }

    private TraceDamage ReadFailure(IOException e) => new(TraceDamageId.Io, _shared.BytesRead, e.Message);

    private TraceInfo InfoOf(BufferReader? reader) => new()
    {
        Form = TraceForm.TraceDat,
        Host = _contents.Options.Uname is [_, var node, ..] && node != "(none)" ? node : null,
        LengthBytes = _file.Length,
        WallClockOffsetNs = _contents.Options.WallClockOffsetNs,
        TicksClock = reader?.Clock.Ticks,
        Buffer = reader?.Buffer.Name is { Length: > 0 } name ? name : null,
        Guests = _contents.Options.Guests,
    };

    private TraceDamage DescribeNoEvents(TraceOptions options)
    {
        if (!_contents.HasFormats)
            return new TraceDamage(TraceDamageId.BadFormat, 0, "the event formats are missing, so nothing can be decoded; record again");
        return NoEventsFinding.Of(options.System, _contents.EventNames);
    }
}
