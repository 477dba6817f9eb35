using GangExitStream.Traces.Input;
using GangExitStream.Traces.Perf.Files;

namespace GangExitStream.Traces.Perf;

/// <summary>
/// Reads one or several concatenated perf.data (<c>cat</c>, or a service that appends each run's pipe to one file). Each is read as a separate
/// recording.
/// </summary>
internal sealed class PerfRecordings : ITraceReader
{
    /// <summary>Most recordings in an input: bounds the work for a forged one, since each starts a thread with its buffers.</summary>
    private const int MaxParts = 4096;

    private readonly TraceOptions _options;
    private ITraceReader _part;
    private int _parts = 1;

    /// <param name="stream">The input; the reader then owns it.</param>
    /// <param name="head">The first bytes, a perf.data header, already read from the stream.</param>
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
            Summary.Add(new TraceDamage(TraceDamageId.Unsupported, done.Summary.Bytes, $"more than {MaxParts} recordings in one input; the rest is not read"));
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
