using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.TraceDat;

/// <summary>One buffer, decoded ahead on a thread of its own.</summary>
internal sealed class BufferReader : IDisposable
{
    /// <summary>So many blocks of nothing but losses are looked through for an event of ours.</summary>
    private const int MaxHeld = 64;

    private readonly BufferEvents _events;
    private readonly Prefetcher<EventBlock> _blocks;
    private readonly Queue<EventBlock> _held = [];
    private EventBlock? _block;
    private int _read; // of the block
    private bool _ended;

    /// <param name="buffer">Which.</param>
    /// <param name="events">Its events.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="compression">Unpacks its pages; disposed by the decoding thread, which alone uses it.</param>
    public BufferReader(TraceBuffer buffer, BufferEvents events, TraceClock clock, Compression compression)
    {
        (Buffer, Clock, _events) = (buffer, clock, events);
        _blocks = new Prefetcher<EventBlock>("decode", block => block.Refill(events.Fill), compression.Dispose, mayStall: false);
    }

    public TraceBuffer Buffer { get; }

    public TraceClock Clock { get; }

    /// <summary>Reads on until there is an event of ours. False: there is none in the buffer.</summary>
    public bool HasOurs()
    {
        while (!_ended && _held.Count < MaxHeld)
        {
            var block = Take();
            _held.Enqueue(block);
            foreach (ref readonly var e in block.Events)
            {
                if (e.Kind < KvmEventKind.Lost)
                    return true;
            }
        }
        return !_ended;
    }

    /// <summary>The next events; 0 at the end. Counts and damage go to the summary.</summary>
    public int Read(Span<KvmEvent> events, TraceSummary summary)
    {
        while (_block is null || _read == _block.Events.Length)
        {
            if (!TryNextBlock(summary))
                return 0;
        }
        var count = Math.Min(events.Length, _block.Events.Length - _read);
        _block.Events.Slice(_read, count).CopyTo(events);
        _read += count;
        return count;
    }

    public void Dispose() => _blocks.Dispose();

    private bool TryNextBlock(TraceSummary summary)
    {
        if (_block is not null)
            _blocks.Return(_block);
        _block = null;
        if (_ended && _held.Count == 0)
            return false;
        (_block, _read) = (_held.TryDequeue(out var held) ? held : Take(), 0);
        _block.AddCountsTo(summary);
        foreach (var damage in _block.Damage)
            summary.Add(damage);
        if (_block.EndsTrace)
            summary.OutOfOrder = _events.OutOfOrder;
        return true;
    }

    private EventBlock Take()
    {
        var block = _blocks.Take();
        _ended = block.EndsTrace;
        return block;
    }
}
