using GangExitStream.Traces.Input;

namespace GangExitStream.Traces.Perf;

/// <summary>
/// One perf.data or several, one behind the other (<c>cat</c>, or a service that appends each run's pipe to one file): each is read as if
/// it stood alone.
/// </summary>
internal sealed class PerfRecordings : ITraceReader
{
    /// <summary>Each costs a thread and its buffers; more are forged.</summary>
    private const int MaxParts = 4096;

    private readonly TraceOptions _options;
    private ITraceReader _part;
    private int _parts = 1;

    /// <param name="stream">The input, which the reader then owns.</param>
    /// <param name="head">Its first bytes, a perf.data's header, which were read from it already.</param>
    /// <param name="options">How to read it.</param>
    public PerfRecordings(Stream stream, ReadOnlySpan<byte> head, TraceOptions options)
    {
        _options = options;
        _part = PerfOpener.Open(stream, head, origin: 0, options);
    }

    public TraceInfo Info => _part.Info;

    public TraceSummary Summary => _part.Summary;

    public int Read(Span<KvmEvent> events) => _part.Read(events);

    public bool NextPart()
    {
        if (_part is not PerfReader { HasNext: true } done)
            return false;
        if (++_parts > MaxParts)
        {
            Summary.Add(new TraceDamage(TraceDamageId.Unsupported, done.Summary.Bytes, $"more than {MaxParts} recordings behind each other; this one and what follows are not read"));
            return false;
        }
        var origin = done.Summary.Origin + done.Next;
        _part = Open(done.TakeRest(), origin);
        return true;
    }

    public void Dispose() => _part.Dispose();

    private ITraceReader Open(Stream rest, long origin)
    {
        var progress = _options.Progress;
        var options = progress is null ? _options : _options with { Progress = bytes => progress(origin + bytes) };
        try
        {
            var head = new byte[PerfFileHeader.PipeBytes];
            return PerfOpener.Open(rest, head.AsSpan(0, rest.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)), origin, options);
        }
        catch (IOException e)
        {
            rest.Dispose();
            return new FailedReader(TraceDamageId.Io, $"can't be read: {e.Message}", origin: origin);
        }
    }
}
