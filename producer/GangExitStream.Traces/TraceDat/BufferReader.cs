using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.TraceDat;

/// <summary>Reads one buffer; decodes ahead on its own thread.</summary>
internal sealed class BufferReader : IDisposable
{
    /// <summary>Most blocks that <see cref="HasOurs"/> searches for a wanted event before it returns true.</summary>
    private const int MaxHeld = 64;

    private const int BlocksAhead = 64;

    private readonly BufferEvents _events;
    private readonly CpuStatistics _statistics;
    private readonly Prefetcher<EventBlock> _blocks;
    private readonly Queue<EventBlock> _held = [];
    private EventBlock? _block;
    private int _read; // number of events of _block that were returned
    private bool _ended;

    /// <param name="buffer">The buffer.</param>
    /// <param name="events">The events of the buffer.</param>
    /// <param name="clock">The clock of the buffer.</param>
    /// <param name="statistics">How many events the kernel said that it has.</param>
    /// <param name="compression">Decompresses the pages; used and disposed by the decoding thread only.</param>
    public BufferReader(TraceBuffer buffer, BufferEvents events, TraceClock clock, CpuStatistics statistics, Compression compression)
    {
        (Buffer, Clock, _events, _statistics) = (buffer, clock, events, statistics);
        _blocks = new Prefetcher<EventBlock>("decode", block => block.Refill(events.Fill), compression.Dispose, mayStall: false, ahead: BlocksAhead);
    }

    public TraceBuffer Buffer { get; }

    public TraceClock Clock { get; }

    /// <summary>Reads until a wanted event is found; the blocks are kept for <see cref="Read"/>. False: the buffer has none.</summary>
    public bool HasOurs()
    {
        while (!_ended && _held.Count < MaxHeld)
        {
            var block = NextBlock();
            _held.Enqueue(block);
            foreach (ref readonly var e in block.Events)
            {
                if (e.Kind < KvmEventKind.Lost)
                    return true;
            }
        }
        return !_ended;
    }

    /// <summary>Reads the next events; 0 at the end. Adds counts and damage to the summary.</summary>
    public int Read(Span<KvmEvent> events, TraceSummary summary)
    {
        while (_block is null || _read == _block.Events.Length)
        {
            if (!TryNextBlock(summary))
                return 0;
        }
        var count = Math.Min(events.Length, _block.Events.Length - _read);
        _block.Whole.Slice(_read, count).CopyTo(events);
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
        (_block, _read) = (_held.TryDequeue(out var held) ? held : NextBlock(), 0);
        _block.AddCountsTo(summary);
        foreach (var damage in _block.Damage)
            summary.Add(damage);
        if (_block.EndsTrace)
            End(summary);
        return true;
    }

    // Damage explains why events are missing.
    private void End(TraceSummary summary)
    {
        summary.OutOfOrder = _events.OutOfOrder;
        if (summary.Damage.Count == 0 && _statistics.Discarded(Buffer.Name, _events.Seen) is { } discarded)
            summary.Add(discarded);
    }

    private EventBlock NextBlock()
    {
        var block = _blocks.Take();
        _ended = block.EndsTrace;
        return block;
    }
}
