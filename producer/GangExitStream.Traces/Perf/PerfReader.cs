using GangExitStream.Traces.Input;
using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.Perf.Attributes;
using GangExitStream.Traces.Perf.Files;
using GangExitStream.Traces.Perf.Records;

namespace GangExitStream.Traces.Perf;

/// <summary>Reads one recording of perf (file, folder or pipe): decodes ahead on its own thread, and merges into perf's order on the caller's.</summary>
internal sealed class PerfReader : ITraceReader
{
    /// <summary>Holds several of the largest records (64 KiB), and stays in the CPU's cache.</summary>
    public const int WindowBytes = 256 << 10;

    /// <summary>Fewest and most blocks of 32 KiB that may be decoded ahead. In between: two of the largest round so far, so that one is decoded while the one before is merged.</summary>
    private const int MinAhead = 128, MaxAhead = 768;

    private readonly Stream _stream;
    private readonly PerfSession _session;
    private readonly IRecordSource _source;
    private readonly PerfEnding _ending;
    private readonly Prefetcher<EventBlock> _blocks;
    private readonly SpillingMerger _merger;
    private readonly TraceInfo _info;
    private readonly long? _next; // in a file: offset of the next recording
    private readonly bool _byVm;
    private readonly OtherPids _pids = new();
    private EventBlock? _waiting; // a decoded block that waits because the merger was full
    private int _roundBlocks; // so far, of the round that is being decoded
    private bool _endsRounds; // a FINISHED_ROUND has come
    private bool _ended;
    private bool _streamPassedOn; // TakeRest has passed on the stream

    private PerfReader(Stream stream, PerfSession session, IRecordSource source, PerfEnding ending, TraceInfo info, long origin, bool byVm, long? next = null)
    {
        _byVm = byVm;
        (_stream, _session, _source, _ending, _info, _next) = (stream, session, source, ending, info, next);
        Summary = new TraceSummary { Origin = origin };
        _blocks = new Prefetcher<EventBlock>("decode", block => block.Refill(Fill), source.Dispose, mayStall: !stream.CanSeek, ahead: MinAhead);
        _merger = new SpillingMerger(_blocks.Return);
    }

    public TraceInfo Info => _info with
    {
        Host = _session.Host,
        OsRelease = _session.OsRelease,
        Arch = _session.Arch,
        Cpu = _session.Cpu,
        WallClockOffsetNs = _session.WallClockOffsetNs,
    };

    public TraceSummary Summary { get; }

    /// <summary>The recording has been read to its end, and another one follows.</summary>
    public bool HasNext => _ended && (_next is not null || _source.HasNext);

    /// <summary>Offset of the next recording from the beginning of this one.</summary>
    public long Next => _next ?? _source.Bytes;

    /// <summary>Opens a perf.data in file mode. The stream must be seekable; its position does not matter.</summary>
    public static PerfReader OfFile(Stream stream, PerfFileHeader header, PerfFolder folder, long origin, TraceOptions options)
    {
        var session = new PerfSession(header.Order, options);
        var opener = new PerfFileOpener(stream, header, session);
        opener.ReadAll();
        if (!session.HasFormats && options.Formats is { } formats)
            BorrowedFormats.AddTo(session, formats, options);
        var unfinished = header.Data.Size == 0 ? new UnfinishedFile(stream, options.Formats) : null;
        var losses = new LossDecoder(session);
        var next = folder.IsEmpty ? NextOf(stream, header, opener) : null;
        if (header.Data.Size > 0 && next is null && TrailingBytes.Finding(stream, opener.End) is { } trailing)
            session.AddDamage(trailing);
        var data = DataOf(stream, header, session);
        IRecordSource source = folder.IsEmpty ? OfData(data, session, losses, options) : OfFolder(data, folder, session, losses, options);
        var info = new TraceInfo { Form = TraceForm.PerfFile, LengthBytes = stream.Length + folder.Files.Sum(path => new FileInfo(path).Length) };
        return new PerfReader(stream, session, source, new PerfEnding(session, losses, options, unfinished), info, origin, options.OrderWithinVms, next);
    }

    /// <summary>Opens a perf.data in pipe mode, whose head has already been read from the stream.</summary>
    public static PerfReader OfPipe(Stream stream, PerfBytes order, ReadOnlySpan<byte> head, long origin, TraceOptions options)
    {
        var window = new ByteWindow(stream, WindowBytes, options.Progress);
        window.Prepend(head);
        window.Advance(PerfFileHeader.PipeBytes);
        var session = new PerfSession(order, options);
        var losses = new LossDecoder(session);
        var info = new TraceInfo { Form = TraceForm.PerfPipe, LengthBytes = stream.CanSeek ? stream.Length : null };
        return new PerfReader(stream, session, new PerfDecoder(window, session, losses), new PerfEnding(session, losses, options, unfinished: null), info, origin, options.OrderWithinVms);
    }

    public int Read(Span<KvmEvent> events)
    {
        while (true)
        {
            var count = _byVm ? _merger.DrainByVm(events) : _merger.Drain(events);
            if (count > 0 && _session.HasOtherPids)
                _pids.Attribute(events[..count]);
            if (count > 0 || _ended)
                return count;
            Merge(_waiting ?? _blocks.Take());
        }
    }

    /// <summary>The input from the next recording on; the caller then owns it. Call it only when <see cref="HasNext"/> is true.</summary>
    public Stream TakeRest()
    {
        _streamPassedOn = true;
        Dispose();
        return _stream.CanSeek ? RestOf.Seekable(_stream, Next) : RestOf.Pipe(_stream, _source.Rest);
    }

    public void Dispose()
    {
        _blocks.Dispose();
        _merger.Dispose();
        if (!_streamPassedOn)
            _stream.Dispose();
    }

    /// <summary>The data section. Without a size (the recorder was killed) it extends to the end of the file, if the events can be decoded.</summary>
    private static FolderPart DataOf(Stream stream, PerfFileHeader header, PerfSession session)
    {
        var size = header.Data.Size > 0 ? header.Data.Size : session.HasOurEvents ? Math.Max(0, stream.Length - header.Data.Offset) : 0;
        stream.Position = Math.Min(header.Data.Offset, stream.Length);
        return new FolderPart("data", stream, size);
    }

    private static PerfDecoder OfData(FolderPart data, PerfSession session, LossDecoder losses, TraceOptions options)
    {
        var window = new ByteWindow(data.Stream, WindowBytes, options.Progress);
        window.StartAt(data.Stream.Position, data.Length);
        return new PerfDecoder(window, session, losses);
    }

    private static FolderDecoder OfFolder(FolderPart data, PerfFolder folder, PerfSession session, LossDecoder losses, TraceOptions options)
    {
        var files = Math.Max(folder.Files.Count + folder.Missing, session.MinBuffers);
        if (files > folder.Files.Count)
            session.AddDamage(new TraceDamage(TraceDamageId.FolderIncomplete, 0, $"{files - folder.Files.Count} of the folder's files data.0 to data.{files - 1} are missing, and so are the events of their CPUs"));
        var parts = folder.Files.Select(path =>
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return new FolderPart(Path.GetFileName(path), stream, stream.Length);
        });
        return new FolderDecoder(parts.Prepend(data), session, losses, options.Progress);
    }

    /// <summary>Offset of another recording after the last section of this one; null: none.</summary>
    private static long? NextOf(Stream stream, PerfFileHeader header, PerfFileOpener opener)
    {
        if (header.Data.Size == 0 || opener.End >= stream.Length)
            return null;
        var place = stream.Position;
        stream.Position = opener.End;
        var head = new byte[PerfFileHeader.PipeBytes];
        var isWhole = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length;
        stream.Position = place;
        return isWhole && PerfFileHeader.Begins(head) ? opener.End : null;
    }

    private void Fill(EventBlock block)
    {
        _source.Fill(block);
        if (block.EndsTrace)
            _ending.Close(block);
        _roundBlocks++;
        if (block.EndsRound)
            (_blocks.Ahead, _roundBlocks) = (Math.Clamp(2 * _roundBlocks, _blocks.Ahead, MaxAhead), 0);
    }

    private void Merge(EventBlock block)
    {
        _waiting = _merger.TryMakeRoom(mayWait: _stream.CanSeek || _endsRounds) ? null : block;
        if (_waiting is not null)
            return;
        block.AddCountsTo(Summary);
        foreach (var damage in block.Damage)
            Summary.Add(damage);
        var (endsRound, endsTrace, noneBefore) = (block.EndsRound, block.EndsTrace, block.NoneBefore);
        _merger.Append(block); // from here on the block belongs to the merger, or is already being refilled
        _merger.AllowUpTo(noneBefore);
        if (endsRound)
            EndRound();
        if (endsTrace)
            End();
    }

    private void EndRound()
    {
        _endsRounds = true;
        _merger.EndRound();
    }

    private void End()
    {
        _ended = true;
        _merger.EndAll();
        Summary.OutOfOrder = _merger.OutOfOrder;
        Summary.Bytes = _source.Bytes;
        Summary.OtherEvents = _session.EventNames;
        if (_merger.DiskFailure is { } failure)
            Summary.Add(new TraceDamage(TraceDamageId.NoSpace, 0, $"events could not be written to a temporary file in {Path.GetTempPath()} to be sorted: {failure}"));
        if (HasNext)
            Summary.Add(new TraceDamage(TraceDamageId.NextRecording, Next, "another recording begins here; each is counted separately"));
    }
}
