using System.Numerics;
using GangExitStream.Traces.Ordering.Runs;

namespace GangExitStream.Traces.Ordering;

/// <summary>
/// The order of events of many runs: one number for each event, its time in the high bits, then its place in the file. A radix sort of the numbers costs
/// the same for 3 CPUs and for 160. The events stay in their blocks until they are returned.
/// </summary>
internal sealed class SortedBatch
{
    /// <summary>Most stretches that a number can distinguish.</summary>
    public const int MaxStretches = 1 << StretchBits;

    /// <summary>The times of one batch differ by less than this.</summary>
    public const long MaxSpanNs = 1L << (64 - StretchBits - PlaceBits);

    private const int PlaceBits = 11;
    private const int StretchBits = 13;
    private const int LocationBits = StretchBits + PlaceBits;
    private const int MaxDigitBits = 12; // 4096 counters fit the first-level cache
    private const int RadixFrom = 512; // for fewer events, clearing and adding up the counters costs more than it saves

    private int[] _counters = []; // allocated when needed, as the others: a small trace takes less time than the allocation
    private ulong[] _keys = [];
    private ulong[] _other = [];
    private int _count;
    private int _next;
    private long _from;

    public bool IsEmpty => _next == _count;

    public int Count => _count - _next;

    /// <summary>The time of the next event; there must be one.</summary>
    public long FirstTime => TimeOf(_keys[_next]);

    /// <summary>The remaining numbers, in order.</summary>
    public ReadOnlySpan<ulong> Keys => _keys.AsSpan(_next, Count);

    public static int StretchOf(ulong key) => (int)(key >> PlaceBits) & (MaxStretches - 1);

    public static int PlaceOf(ulong key) => (int)key & ((1 << PlaceBits) - 1);

    public long TimeOf(ulong key) => _from + (long)(key >> LocationBits);

    /// <summary>Begins an empty batch of events from that time on.</summary>
    public void Begin(long from) => (_count, _next, _from) = (0, 0, from);

    /// <summary>Adds a stretch's first events, up to that time; returns how many. Stretches must be added in file order.</summary>
    /// <param name="stretch">Its number.</param>
    /// <param name="start">The first event's place in its block.</param>
    /// <param name="pending">The stretch's events: their times ascend.</param>
    /// <param name="upTo">Less than <see cref="MaxSpanNs"/> after the batch's beginning.</param>
    public int Add(int stretch, int start, ReadOnlySpan<PendingEvent> pending, long upTo)
    {
        var keys = Room(pending.Length);
        var location = ((ulong)stretch << PlaceBits) + (ulong)start;
        var taken = 0;
        for (; taken < pending.Length && pending[taken].TimeNs <= upTo; taken++)
            keys[taken] = ((ulong)(pending[taken].TimeNs - _from) << LocationBits) + location + (ulong)taken;
        _count += taken;
        return taken;
    }

    /// <summary>Sorts by time, and by place in the file where times are equal.</summary>
    /// <param name="upTo">The largest time that was asked for.</param>
    public void Sort(long upTo)
    {
        if (_count < RadixFrom)
        {
            _keys.AsSpan(0, _count).Sort();
            return;
        }
        if (_other.Length < _keys.Length)
            _other = new ulong[_keys.Length];
        if (_counters.Length == 0)
            _counters = new int[1 << MaxDigitBits];
        // Places ascend already, and each pass keeps that where digits are equal.
        var bits = 64 - BitOperations.LeadingZeroCount((ulong)(upTo - _from));
        var passes = (bits + MaxDigitBits - 1) / MaxDigitBits;
        for (var pass = 0; pass < passes; pass++)
            SortBy(LocationBits + bits * pass / passes, bits * (pass + 1) / passes - bits * pass / passes);
    }

    /// <summary>Removes the first numbers.</summary>
    public void Take(int count) => _next += count;

    /// <summary>Copies the first events from their blocks, and removes them from the batch.</summary>
    /// <param name="stretches">The stretches that they were added from.</param>
    /// <param name="events">The destination, for at most <see cref="Count"/> events.</param>
    public void Gather(ReadOnlySpan<Stretch> stretches, Span<KvmEvent> events)
    {
        var keys = Keys[..events.Length];
        for (var i = 0; i < keys.Length; i++)
            stretches[StretchOf(keys[i])].Block.CopyTo(PlaceOf(keys[i]), out events[i]);
        Take(keys.Length);
    }

    private Span<ulong> Room(int length)
    {
        if (_count + length > _keys.Length)
            Array.Resize(ref _keys, Math.Max(_count + length, _keys.Length * 2));
        return _keys.AsSpan(_count, length);
    }

    /// <summary>One pass of the radix sort, stable: by the digit of this many bits at this shift.</summary>
    private void SortBy(int shift, int bits)
    {
        var counters = _counters.AsSpan(0, 1 << bits);
        counters.Clear();
        var mask = counters.Length - 1;
        var keys = _keys.AsSpan(0, _count);
        foreach (var key in keys)
            counters[(int)(key >> shift) & mask]++;
        var before = 0;
        foreach (ref var counter in counters)
            (counter, before) = (before, before + counter);
        var sorted = _other.AsSpan(0, _count);
        foreach (var key in keys)
            sorted[counters[(int)(key >> shift) & mask]++] = key;
        (_keys, _other) = (_other, _keys);
    }
}
