using GangExitStream.Traces.Input;
using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces.Perf;

/// <summary>perf.data, file or pipe: decoded ahead on a thread of its own, merged into perf's order on the caller's.</summary>
internal sealed class PerfReader : ITraceReader
{
    /// <summary>Holds several of the largest records, and stays within the processor's cache.</summary>
    public const int WindowBytes = 256 << 10;

    private readonly Stream _stream;
    private readonly ByteWindow _window;
    private readonly PerfSession _session;
    private readonly BlockPrefetcher _blocks;
    private readonly RoundMerger _merger;
    private readonly TraceInfo _info;
    private EventBlock? _waiting; // taken, but the merger was full
    private bool _ended;

    private PerfReader(Stream stream, ByteWindow window, PerfSession session, TraceInfo info)
    {
        (_stream, _window, _session, _info) = (stream, window, session, info);
        var decoder = new PerfDecoder(window, session);
        _blocks = new BlockPrefetcher(decoder.Fill, decoder.Dispose, mayStall: !stream.CanSeek);
        _merger = new RoundMerger(_blocks.Return);
    }

    public TraceInfo Info => _info with { Host = _session.Host, WallClockOffsetNs = _session.WallClockOffsetNs };

    public TraceSummary Summary { get; } = new();

    /// <summary>A perf.data in file mode; the stream is seekable and at any place.</summary>
    public static PerfReader OfFile(Stream stream, PerfFileHeader header, TraceOptions options)
    {
        var session = new PerfSession(header.Order, options);
        new PerfFileOpener(stream, header, session).ReadAll();
        if (header.Data.Size == 0)
            session.AddDamage(new TraceDamage(TraceDamageId.BadHeader, 40, "the header says that there are no data: perf record was killed before it could finish the file"));
        stream.Position = Math.Min(header.Data.Offset, stream.Length);
        var window = new ByteWindow(stream, WindowBytes, options.Progress);
        window.StartAt(header.Data.Offset, header.Data.Size);
        return new PerfReader(stream, window, session, new TraceInfo { Form = TraceForm.PerfFile, LengthBytes = stream.Length });
    }

    /// <summary>A perf pipe, of which the head has been read already.</summary>
    public static PerfReader OfPipe(Stream stream, PerfBytes order, ReadOnlySpan<byte> head, TraceOptions options)
    {
        var window = new ByteWindow(stream, WindowBytes, options.Progress);
        window.Prepend(head);
        window.Advance(PerfFileHeader.PipeBytes);
        var info = new TraceInfo { Form = TraceForm.PerfPipe, LengthBytes = stream.CanSeek ? stream.Length : null };
        return new PerfReader(stream, window, new PerfSession(order, options), info);
    }

    public int Read(Span<KvmEvent> events)
    {
        while (true)
        {
            var count = _merger.Drain(events);
            if (count > 0 || _ended)
                return count;
            Merge(_waiting ?? _blocks.Take());
        }
    }

    public void Dispose()
    {
        _blocks.Dispose();
        _stream.Dispose();
    }

    private void Merge(EventBlock block)
    {
        _waiting = _merger.TryMakeRoom() ? null : block;
        if (_waiting is not null)
            return;
        block.AddCountsTo(Summary);
        foreach (var damage in block.Damage)
            Summary.Add(damage);
        var (endsRound, endsTrace) = (block.EndsRound, block.EndsTrace);
        _merger.Append(block); // an empty one goes back to the decoder at once
        if (endsRound)
            _merger.EndRound();
        if (endsTrace)
            End();
    }

    private void End()
    {
        _ended = true;
        _merger.EndAll();
        Summary.OutOfOrder = _merger.OutOfOrder;
        Summary.Bytes = _window.Offset;
        Summary.OtherEvents = _session.EventNames;
    }
}
