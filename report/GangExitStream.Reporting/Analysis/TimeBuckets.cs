namespace GangExitStream.Reporting.Analysis;

/// <summary>
/// Counts over time in a fixed number of buckets for a trace of unknown length: when a time is beyond the last bucket, adjacent buckets
/// are merged, and all become wider by the factor. A bucket has one or more lanes (kinds of counts).
/// </summary>
public sealed class TimeBuckets(int capacity, int factor, int lanes)
{
    private const ulong FirstWidthNs = 1000;

    private readonly long[] _cells = new long[capacity * lanes];
    private ulong _recentFrom; // nanoseconds from the origin to the bucket that was found last
    private int _recent; // this bucket

    /// <summary>Width of a bucket in nanoseconds.</summary>
    public ulong WidthNs { get; private set; } = FirstWidthNs;

    /// <summary>The lanes of the bucket of a time. Times before the origin belong to the first bucket.</summary>
    internal Span<long> At(long originNs, long timeNs)
    {
        var since = Since(originNs, timeNs);
        if (since - _recentFrom >= WidthNs) // also when it is earlier; most times are in the same bucket, and a division takes long
            Find(since);
        return _cells.AsSpan(_recent * lanes, lanes);
    }

    /// <summary>Merges until the time is in one of the first <paramref name="buckets"/> buckets.</summary>
    public void FitInto(int buckets, long originNs, long timeNs)
    {
        while (Since(originNs, timeNs) / WidthNs >= (ulong)buckets)
            Merge();
    }

    /// <summary>Merges until buckets have at least this width in nanoseconds.</summary>
    public void Widen(ulong widthNs)
    {
        while (WidthNs < widthNs)
            Merge();
    }

    /// <summary>The lanes of a bucket by its number.</summary>
    public ReadOnlySpan<long> this[int bucket] => _cells.AsSpan(bucket * lanes, lanes);

    /// <summary>Nanoseconds from one time to another; 0 if it is earlier.</summary>
    public static ulong Since(long originNs, long timeNs) => timeNs <= originNs ? 0 : unchecked((ulong)timeNs - (ulong)originNs);

    private void Find(ulong since)
    {
        while (since / WidthNs >= (ulong)capacity)
            Merge();
        _recent = (int)(since / WidthNs);
        _recentFrom = (ulong)_recent * WidthNs;
    }

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
        (_recentFrom, _recent) = (0, 0);
    }
}
