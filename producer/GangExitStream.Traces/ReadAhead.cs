using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces;

/// <summary>
/// The events of a reader, read ahead on a thread of its own: bringing events into order is then done beside what is done with them.
/// The first ones are read by the caller, since starting a thread takes longer than reading a small trace.
/// </summary>
/// <remarks>Until it is disposed of nobody else may read from the reader.</remarks>
/// <param name="reader">Stays the caller's.</param>
public sealed class ReadAhead(ITraceReader reader) : IDisposable
{
    private const int ReadDirectly = 64; // chunks
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1); // with a read of a pipe that hangs

    private Chunk? _chunk;
    private Prefetcher<Chunk>? _ahead;
    private int _read;
    private bool _ended;

    /// <summary>The next events in time order, empty at the end; valid until the next call, and the caller's to change.</summary>
    public Span<KvmEvent> Next()
    {
        if (_ended)
            return [];
        _chunk = _read < ReadDirectly ? ReadOne() : TakeOne();
        _ended = _chunk.Count == 0;
        return _chunk.Events.AsSpan(0, _chunk.Count);
    }

    /// <summary>The thread has ended when it returns, unless it hangs in a read.</summary>
    public void Dispose()
    {
        _ahead?.Dispose();
        _ahead?.Join(Patience);
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
        _ahead ??= new Prefetcher<Chunk>("order", chunk => chunk.Fill(reader), static () => { }, mayStall: reader.Info.LengthBytes is null);
        _ahead.Return(_chunk!);
        return _ahead.Take();
    }

    private sealed class Chunk
    {
        public const int Capacity = 1024; // enough to make the calls cheap, few enough to stay within the first-level caches' reach

        public KvmEvent[] Events { get; } = new KvmEvent[Capacity];

        public int Count { get; private set; }

        /// <summary>False at the end.</summary>
        public bool Fill(ITraceReader reader) => (Count = reader.Read(Events)) > 0;
    }
}
