using System.Globalization;
using GangExitStream.Producer.Live;
using GangExitStream.Traces;

namespace GangExitStream.Producer.Sourcing;

/// <summary>A trace that is being read, and what names it.</summary>
public sealed class OpenTrace : IDisposable
{
    private readonly HeadStream? _stream;
    private readonly string? _fileSource;
    private readonly OpenTrace _first; // of the input's recordings: it keeps the name that they share
    private string? _source;

    private OpenTrace(ITraceReader reader, HeadStream? stream, string? fileSource, OpenTrace? first = null) =>
        (Reader, _stream, _fileSource, _first) = (reader, stream, fileSource, first ?? this);

    /// <summary>Its events.</summary>
    public ITraceReader Reader { get; }

    /// <summary>It arrives from somewhere, so nobody knows when the next event comes.</summary>
    public bool IsStream => _stream is not null || Live is not null;

    /// <summary>Of a recording that goes on now: whose it is.</summary>
    public LiveIdentity? Live { get; private init; }

    /// <summary>Which of a live run's recordings it is, from 1.</summary>
    private int Session { get; init; } = 1;

    /// <summary>Which of the recordings in its input it is, from 1.</summary>
    public int Part { get; private init; } = 1;

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

    /// <summary>A trace that a reader of the caller's own makes; the trace owns it.</summary>
    /// <param name="reader">Its events.</param>
    /// <param name="source">The name of the source; the same events must always have the same.</param>
    public static OpenTrace OfReader(ITraceReader reader, string source) => new(reader, null, source);

    /// <summary>The same trace, read through another reader, which then owns this one's.</summary>
    public OpenTrace Through(Func<ITraceReader, ITraceReader> wrap) => new(wrap(Reader), _stream, _fileSource);

    /// <summary>Opens a session of a live recorder; waits for its first bytes.</summary>
    /// <param name="session">The session.</param>
    /// <param name="number">Of the sessions of this run, from 1.</param>
    /// <param name="options">How it is read.</param>
    public static OpenTrace OfLive(LiveSession session, int number, TraceOptions options) =>
        new(session.Open(options), null, session.Identity.Source) { Live = session.Identity, Session = number };

    /// <summary>
    /// The recording behind this one in the same input, once this one has been read to its end; null where there is none. It owns the input then.
    /// </summary>
    public OpenTrace? NextPart() =>
        Reader.NextPart() ? new OpenTrace(Reader, _stream, _fileSource, _first) { Live = Live, Session = Session, Part = Part + 1 } : null;

    /// <summary>
    /// The name of the source, once the first event is there. A recorder that is started again begins a new source even where the
    /// user named it: its sequence numbers begin anew, and under the same name they would be taken for repetitions. The same goes for the
    /// recordings of one input: name, name-2 ...; of a live recorder's session name.2, since name-2 is its second session.
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
