namespace GangExitStream.Reporting.Analysis;

/// <summary>
/// Counts over time in a fixed number of buckets, although nobody knows how long the trace will be: where time runs beyond
/// the last bucket, neighbours are merged, and all become that much wider. A bucket has one or more lanes (kinds of counts).
/// </summary>
public sealed class TimeBuckets(int capacity, int factor, int lanes)
{
    private const ulong FirstWidthNs = 1000;

    private readonly long[] _cells = new long[capacity * lanes];

    /// <summary>Nanoseconds of a bucket.</summary>
    public ulong WidthNs { get; private set; } = FirstWidthNs;

    /// <summary>The lanes of the bucket at that time. What comes before the origin belongs to the first one.</summary>
    internal Span<long> At(long originNs, long timeNs)
    {
        var since = Since(originNs, timeNs);
        var bucket = since / WidthNs;
        for (; bucket >= (ulong)capacity; bucket = since / WidthNs)
            Merge();
        return _cells.AsSpan((int)bucket * lanes, lanes);
    }

    /// <summary>Merges until the time has one of the first so many buckets.</summary>
    public void FitInto(int buckets, long originNs, long timeNs)
    {
        while (Since(originNs, timeNs) / WidthNs >= (ulong)buckets)
            Merge();
    }

    /// <summary>Merges until buckets are at least so wide.</summary>
    public void Widen(ulong widthNs)
    {
        while (WidthNs < widthNs)
            Merge();
    }

    /// <summary>The lanes of a bucket by its number.</summary>
    public ReadOnlySpan<long> this[int bucket] => _cells.AsSpan(bucket * lanes, lanes);

    /// <summary>Nanoseconds from one time to another; none where it lies before.</summary>
    public static ulong Since(long originNs, long timeNs) => timeNs <= originNs ? 0 : unchecked((ulong)timeNs - (ulong)originNs);

    private void Merge()
    {
        for (var bucket = 0; bucket < capacity; bucket++)
        {
            var from = _cells.AsSpan(bucket * lanes, lanes);
            var to = _cells.AsSpan(bucket / factor * lanes, lanes);
            for (var lane = 0; lane < lanes && bucket > 0; lane++)
            {
                to[lane] += from[lane];
                from[lane] = 0;
            }
        }
        WidthNs *= (ulong)factor;
    }
}
