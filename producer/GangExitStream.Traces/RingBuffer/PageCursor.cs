using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GangExitStream.Traces.RingBuffer;

/// <summary>
/// Iterates over the records of one page of the kernel's trace ring buffer (include/linux/ring_buffer.h, kernel/trace/ring_buffer.c), as
/// trace.dat stores it and tracefs' <c>per_cpu/cpu*/trace_pipe_raw</c> returns it. Holds positions only: each call gets the page's bytes.
/// Does not allocate.
/// </summary>
/// <remarks>
/// A record starts with a u32: 5 bits of type, 27 bits of time since the previous record (the type is in the low bits on a little-endian
/// machine, in the high bits on a big-endian one).
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal struct PageCursor(PageLayout layout)
{
    /// <summary>RB_MISSED_EVENTS in the commit word: events before this page were lost.</summary>
    private const uint MissedEvents = 1u << 31;

    /// <summary>RB_MISSED_STORED: their number, a long, follows the page's data.</summary>
    private const uint MissedStored = 1u << 30;

    /// <summary>The rest of the commit word's bits that count the page's data.</summary>
    private const uint CommitMask = (1u << 27) - 1;

    private const int DeltaBits = 27;
    private const uint DeltaMask = (1u << DeltaBits) - 1;

    /// <summary>The five bits that an absolute time stamp (59 bits) lacks.</summary>
    private const ulong AbsoluteHigh = ~((1ul << 59) - 1);

    private readonly PageLayout _layout = layout;
    private int _at;
    private int _end;

    /// <summary>Time of the last record: nanoseconds, or ticks where the trace clock counts those.</summary>
    public ulong Time { get; private set; }

    /// <summary>Events lost before this page; -1: some, without a number in the page.</summary>
    public long Missed { get; private set; }

    /// <summary>Whether the page's data are inconsistent at <see cref="Position"/>; earlier records were returned.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Position in the page of the next read.</summary>
    public readonly int Position => _at;

    /// <summary>Starts a page. False: its header is invalid.</summary>
    /// <param name="page">The page, or its beginning if the rest is missing.</param>
    /// <param name="pageBytes">Size of a whole page.</param>
    public bool TryOpen(ReadOnlySpan<byte> page, int pageBytes)
    {
        (_at, _end, Missed, IsDamaged) = (0, 0, 0, false);
        if (page.Length < _layout.Data)
            return Damaged();
        Time = _layout.Order.U64(page[_layout.Timestamp..]);
        var commit = Long(page[_layout.Commit..]);
        var committed = (uint)commit & CommitMask;
        if (committed > pageBytes - _layout.Data)
            return Damaged();
        _at = _layout.Data;
        _end = Math.Min(_at + (int)committed, page.Length);
        Missed = (commit & MissedEvents) == 0 ? 0 : ReadMissed(page, (commit & MissedStored) != 0);
        return true;
    }

    /// <summary>The next event's raw bytes (they may be padded at their end); its time is <see cref="Time"/>. False at the page's end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNext(ReadOnlySpan<byte> page, out ReadOnlySpan<byte> raw)
    {
        while (_end - _at >= 4)
        {
            var head = _layout.Order.U32(page[_at..]);
            var type = _layout.Order.BigEndian ? head >> DeltaBits : head & 31;
            var delta = _layout.Order.BigEndian ? head & DeltaMask : head >> 5;
            if (type is 0 or > 28)
            {
                if (TrySpecial(page, type, delta, out raw))
                    return true;
                continue;
            }
            var start = _at + 4;
            var length = (int)type * 4;
            if (length > _end - start)
                break;
            Time += delta;
            _at = start + length;
            raw = page.Slice(start, length);
            return true;
        }
        IsDamaged |= _at != _end;
        raw = default;
        _end = _at;
        return false;
    }

    /// <summary>
    /// Reads a record other than a short event. Type 0: an event with its length (of the length's u32 and the data) in a u32 after the header;
    /// 29: padding to the page's end or, of a discarded event, of the length in that u32; 30: more bits of time; 31: a time stamp.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TrySpecial(ReadOnlySpan<byte> page, uint type, uint delta, out ReadOnlySpan<byte> raw)
    {
        raw = default;
        if (type == 29 && delta == 0)
            return End(isDamaged: false);
        if (_end - _at < 8)
            return End(isDamaged: true);
        var word = _layout.Order.U32(page[(_at + 4)..]);
        if (type >= 30)
        {
            var value = ((ulong)word << DeltaBits) + delta;
            Time = type == 30 ? Time + value : Absolute(value, Time);
            _at += 8;
            return false;
        }
        if (word < 4 || word > _end - _at - 4)
            return End(isDamaged: true);
        var start = _at + 8;
        var next = Math.Min(_end, _at + 4 + (int)((word + 3) & ~3u));
        Time += delta;
        _at = next;
        raw = type == 0 ? page[start..next] : default;
        return type == 0;
    }

    /// <summary>As the kernel's rb_fix_abs_ts: the missing high bits are those of the previous time, or one more.</summary>
    private static ulong Absolute(ulong stamp, ulong before)
    {
        var high = before & AbsoluteHigh;
        var time = high | stamp;
        return high != 0 && time < before ? time + (1ul << 59) : time;
    }

    private readonly long ReadMissed(ReadOnlySpan<byte> page, bool isStored)
    {
        var behind = page[_end..];
        if (!isStored || behind.Length < _layout.CommitBytes)
            return -1;
        var count = (long)Long(behind);
        return count > 0 ? count : -1;
    }

    private readonly ulong Long(ReadOnlySpan<byte> bytes) =>
        _layout.CommitBytes == 8 ? _layout.Order.U64(bytes) : _layout.Order.U32(bytes);

    private bool End(bool isDamaged)
    {
        IsDamaged |= isDamaged;
        _end = _at;
        return false;
    }

    private bool Damaged()
    {
        IsDamaged = true;
        return false;
    }
}
