using System.Runtime.InteropServices;
using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.Live;

/// <summary>Pages read from one CPU's live buffer and not decoded yet. They are decoded in place: only the kernel copies a page.</summary>
/// <param name="buffers">The buffers of all CPUs.</param>
/// <param name="place">Index of the CPU in the buffers.</param>
/// <param name="layout">Layout of a page.</param>
/// <param name="pool">Memory for pages.</param>
internal sealed class LivePages(ILiveBuffers buffers, int place, PageLayout layout, PagePool pool) : PageSource(layout.PageBytes, 0)
{
    /// <summary>Maximum pages read at once from one CPU, so that the other CPUs need not wait.</summary>
    private const int MaxBytesAtOnce = 1 << 20;

    /// <summary>Pages that each CPU may hold regardless of the others, so that the merge advances.</summary>
    private const int AlwaysAllowed = 2;

    private readonly Queue<TakenPage> _pages = [];
    private readonly int _maxAtOnce = Math.Max(MaxBytesAtOnce / layout.PageBytes, AlwaysAllowed);
    private LossAccount _losses;
    private TakenPage _current;
    private long _bytes; // of the pages before the current one

    /// <summary>All events before this time have been read; not valid if the last <see cref="TakeAll"/> emptied the buffer.</summary>
    public long TakenUpToNs { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long BytesTaken { get; private set; }

    /// <summary>Reads all pages. False: there may be more.</summary>
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

    /// <summary>The losses that no page reported. To be called once, after the last page.</summary>
    public long TakeRestOfLosses() => buffers.LostSoFar(place) is > 0 and var total ? _losses.TakeUnreported(total) : 0;

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

    /// <summary>The kernel's loss count, read together with the page: later it may be higher.</summary>
    private long LossesBefore(ReadOnlySpan<byte> page)
    {
        var head = new PageCursor(layout);
        if (!head.TryOpen(page, PageBytes))
            return 1; // CpuEvents reports the damage
        TakenUpToNs = (long)Math.Min(head.Time, long.MaxValue);
        return head.Missed == 0 ? 0 : _losses.LostBefore(head.Missed, _losses.NeedsTotal(head.Missed) ? buffers.LostSoFar(place) : -1);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct TakenPage(byte[]? Bytes, int Length, long LostBefore);
}
