using System.Runtime.InteropServices;
using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.Live;

/// <summary>The pages that were taken from one CPU's live buffer and aren't decoded yet. Decoding is done where they lie: a page is copied once, by the kernel.</summary>
/// <param name="buffers">Of all CPUs.</param>
/// <param name="place">Which CPU it is among them.</param>
/// <param name="layout">Of a page.</param>
/// <param name="pool">Memory for pages.</param>
internal sealed class LivePages(ILiveBuffers buffers, int place, PageLayout layout, PagePool pool) : PageSource(layout.PageBytes, 0)
{
    /// <summary>Taken at once from one CPU, so that no CPU keeps the others waiting.</summary>
    private const int MaxBytesAtOnce = 1 << 20;

    /// <summary>Each CPU may have two pages, however many the others have: then time goes on.</summary>
    private const int AlwaysAllowed = 2;

    private readonly Queue<TakenPage> _pages = [];
    private readonly int _maxAtOnce = Math.Max(MaxBytesAtOnce / layout.PageBytes, AlwaysAllowed);
    private LossAccount _losses;
    private TakenPage _current;
    private long _bytes; // of the pages before the current one

    /// <summary>Every event before this time has been taken, unless the last <see cref="TakeAll"/> emptied the buffer.</summary>
    public long TakenUpToNs { get; private set; }

    /// <summary>Bytes taken so far.</summary>
    public long BytesTaken { get; private set; }

    /// <summary>Takes what is there. False: there may be more.</summary>
    public bool TakeAll()
    {
        for (var i = 0; i < _maxAtOnce && (pool.HasRoom || _pages.Count < AlwaysAllowed); i++)
        {
            if (TakeOne())
                continue;
            _losses.Settled();
            return true;
        }
        return false;
    }

    /// <summary>Losses that no page told of; once, after the last page.</summary>
    public long TakeRestOfLosses() => buffers.LostSoFar(place) is > 0 and var total ? _losses.Rest(total) : 0;

    public override bool MoveNext()
    {
        if (_current.Bytes is { } done)
        {
            _bytes += _current.Length;
            pool.Return(done);
        }
        _current = default;
        if (!_pages.TryDequeue(out _current))
            return false;
        PageOffset = _bytes;
        Show(_current.Bytes!, 0, _current.Length);
        return true;
    }

    public override long LostBefore(long missed) => _current.LostBefore;

    private bool TakeOne()
    {
        var page = pool.Rent();
        var length = buffers.TakePage(place, page);
        if (length <= 0)
        {
            pool.Return(page);
            return false;
        }
        BytesTaken += length;
        _pages.Enqueue(new TakenPage(page, length, LossesBefore(page.AsSpan(0, length))));
        return true;
    }

    /// <summary>Asked for at once: later the kernel's count would have gone on.</summary>
    private long LossesBefore(ReadOnlySpan<byte> page)
    {
        var head = new PageCursor(layout);
        if (!head.TryOpen(page, PageBytes))
            return 1; // its decoder says what is wrong with it
        TakenUpToNs = (long)Math.Min(head.Time, long.MaxValue);
        return head.Missed == 0 ? 0 : _losses.Before(head.Missed, _losses.NeedsTotal(head.Missed) ? buffers.LostSoFar(place) : -1);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct TakenPage(byte[]? Bytes, int Length, long LostBefore);
}
