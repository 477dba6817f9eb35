using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces;

/// <summary>
/// Reads the events of a reader ahead on another thread, so that ordering them runs in parallel with the caller's work. The first chunks are read on
/// the caller's thread, because starting a thread takes longer than reading a small trace.
/// </summary>
/// <remarks>Nothing else may use the reader until this object is disposed.</remarks>
/// <param name="reader">The reader; the caller keeps its ownership.</param>
public sealed class ReadAhead(ITraceReader reader) : IDisposable
{
    private const int ReadDirectly = 64; // chunks
    private const int Ahead = 64; // chunks
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(1); // a read of a pipe may never return

    private Chunk? _chunk;
    private Prefetcher<Chunk>? _ahead;
    private int _read;
    private bool _ended;

    /// <summary>The next events in time order; empty at the end. The span is valid until the next call; the caller may change it.</summary>
    public Span<KvmEvent> Next()
    {
        if (_ended)
            return [];
        _chunk = _read < ReadDirectly ? ReadOne() : TakeOne();
        _ended = _chunk.Count == 0;
        return _chunk.Events.AsSpan(0, _chunk.Count);
    }

    /// <summary>Ends the thread, and waits up to a second for a read that is still blocked.</summary>
    public void Dispose()
    {
        _ahead?.Dispose();
        _ahead?.Join(JoinTimeout);
    }

    private Chunk ReadOne()
    {
        _read++;
        var chunk = _chunk ?? new Chunk();
        chunk.Fill(reader);
        return chunk;
    }

    private Chunk TakeOne()
    {
        _ahead ??= new Prefetcher<Chunk>("order", chunk => chunk.Fill(reader), static () => { }, mayStall: reader.Info.LengthBytes is null, ahead: Ahead);
        _ahead.Return(_chunk!);
        return _ahead.Take();
    }

    private sealed class Chunk
    {
        public const int Capacity = 1024; // enough to amortize the calls, and small enough (48 KiB) to stay in the CPU's caches

        public KvmEvent[] Events { get; } = new KvmEvent[Capacity];

        public int Count { get; private set; }

        /// <summary>Reads the next events. False: the end.</summary>
        public bool Fill(ITraceReader reader) => (Count = reader.Read(Events)) > 0;
    }
}
