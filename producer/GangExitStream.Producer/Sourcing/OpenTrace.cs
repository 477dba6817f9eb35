using GangExitStream.Traces;

namespace GangExitStream.Producer.Sourcing;

/// <summary>A trace that is being read, and what names it.</summary>
public sealed class OpenTrace : IDisposable
{
    private readonly HeadStream? _stream;
    private readonly string? _fileSource;

    private OpenTrace(ITraceReader reader, HeadStream? stream, string? fileSource) =>
        (Reader, _stream, _fileSource) = (reader, stream, fileSource);

    /// <summary>Its events.</summary>
    public ITraceReader Reader { get; }

    /// <summary>It arrives from somewhere, so nobody knows when the next event comes.</summary>
    public bool IsStream => _stream is not null;

    /// <summary>Opens a file or a named pipe. Never throws for what is wrong with it: the reader's summary says it.</summary>
    public static OpenTrace OfPath(string path, TraceOptions options)
    {
        try
        {
            return OfStream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0), options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new OpenTrace(TraceFile.Open(path, options), null, null); // fails the same way, and says why
        }
    }

    /// <summary>Opens a stream, which it then owns; one that can't seek is taken as it arrives.</summary>
    public static OpenTrace OfStream(Stream stream, TraceOptions options)
    {
        if (stream.CanSeek)
        {
            var source = SourceHash.OfFile(stream);
            return new OpenTrace(TraceFile.Open(stream, options), null, source);
        }
        var head = new HeadStream(stream);
        return new OpenTrace(TraceFile.Open(head, options), head, null);
    }

    /// <summary>The same trace, read through another reader, which then owns this one's.</summary>
    public OpenTrace Through(Func<ITraceReader, ITraceReader> wrap) => new(wrap(Reader), _stream, _fileSource);

    /// <summary>The default name of the source, once the first event is there.</summary>
    public string SourceOf(in KvmEvent first) => _fileSource ?? SourceHash.OfStream(_stream is null ? default : _stream.Head, Reader.Info.Host, in first);

    /// <inheritdoc/>
    public void Dispose() => Reader.Dispose();
}
