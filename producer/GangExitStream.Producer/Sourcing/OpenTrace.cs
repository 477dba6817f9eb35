using System.Globalization;
using GangExitStream.Producer.Live;
using GangExitStream.Traces;

namespace GangExitStream.Producer.Sourcing;

/// <summary>An open trace and the data from which its source's name is derived.</summary>
public sealed class OpenTrace : IDisposable
{
    private readonly HeadStream? _stream;
    private readonly string? _fileSource;
    private readonly OpenTrace _first; // the input's first recording: it has the base name that all parts share
    private string? _source;

    private OpenTrace(ITraceReader reader, HeadStream? stream, string? fileSource, OpenTrace? first = null) =>
        (Reader, _stream, _fileSource, _first) = (reader, stream, fileSource, first ?? this);

    /// <summary>The reader of its events.</summary>
    public ITraceReader Reader { get; }

    /// <summary>The events arrive over time, from a pipe or a live recorder, so a read may block.</summary>
    public bool IsStream => _stream is not null || Live is not null;

    /// <summary>The identity of a live recording; null for others.</summary>
    public LiveIdentity? Live { get; private init; }

    /// <summary>Number of the live recorder's session, from 1.</summary>
    private int Session { get; init; } = 1;

    /// <summary>Number of the recording in its input, from 1.</summary>
    public int Part { get; private init; } = 1;

    /// <summary>Opens a file or a named pipe. It does not throw when the file can't be read: the reader's summary then has the damage.</summary>
    public static OpenTrace OfPath(string path, TraceOptions options)
    {
        try
        {
            return OfStream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0), options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new OpenTrace(TraceFile.Open(path, options), null, null); // fails again, and its summary has the reason
        }
    }

    /// <summary>Opens a stream and takes ownership of it. A stream that can't seek is read as it arrives.</summary>
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

    /// <summary>Creates a trace from the caller's own reader, and takes ownership of it.</summary>
    /// <param name="reader">The reader of its events.</param>
    /// <param name="source">The name of the source. The same events must always get the same name, so that publishing twice changes nothing.</param>
    public static OpenTrace OfReader(ITraceReader reader, string source) => new(reader, null, source);

    /// <summary>The same trace with a reader that wraps this one's and owns it.</summary>
    public OpenTrace Through(Func<ITraceReader, ITraceReader> wrap) => new(wrap(Reader), _stream, _fileSource);

    /// <summary>Opens a session of a live recorder; blocks until its first bytes arrive.</summary>
    /// <param name="session">The session.</param>
    /// <param name="number">Number of the session in this run, from 1.</param>
    /// <param name="options">How the trace is read.</param>
    public static OpenTrace OfLive(LiveSession session, int number, TraceOptions options) =>
        new(session.Open(options), null, session.Identity.Source) { Live = session.Identity, Session = number };

    /// <summary>
    /// The next recording in the same input; call it when this one has been read to its end. The result then owns the input; null: there is none.
    /// </summary>
    public OpenTrace? NextPart() =>
        Reader.NextPart() ? new OpenTrace(Reader, _stream, _fileSource, _first) { Live = Live, Session = Session, Part = Part + 1 } : null;

    /// <summary>
    /// The name of the source; needs the first event. Every restart of a recorder is a new source, also when the user named the source: sequence
    /// numbers restart at 0, and under the same name the processor would drop them as duplicates. The recordings of one input are therefore named
    /// name, name-2, ...; those of a live session name, name.2, ..., because name-2 is the second session.
    /// </summary>
    public string SourceOf(string? given, in KvmEvent first)
    {
        var source = _first._source ??= given switch
        {
            null => _fileSource ?? SourceHash.OfStream(_stream is null ? default : _stream.Head, Reader.Info.Host, in first),
            _ => Session == 1 ? given : string.Create(CultureInfo.InvariantCulture, $"{given}-{Session}"),
        };
        return Part == 1 ? source : string.Create(CultureInfo.InvariantCulture, $"{source}{(Live is null ? '-' : '.')}{Part}");
    }

    /// <inheritdoc/>
    public void Dispose() => Reader.Dispose();
}
