namespace GangExitStream.Reporting.History;

/// <summary>
/// Many series of counts over time in bounded memory. All have the same bins, whose width is a power of two nanoseconds. When a time is beyond
/// the last bin, adjacent bins are added and become twice as wide. When there is no room for another series, the number of bins is halved;
/// at <see cref="MinBins"/> no further series is added.
/// </summary>
internal sealed class SeriesStore(int maxCells = SeriesStore.DefaultMaxCells)
{
    /// <summary>Maximum bins; at least half of them are used once the trace is longer than a millisecond.</summary>
    public const int MaxBins = 1024;

    /// <summary>Minimum bins when there are many series.</summary>
    public const int MinBins = 32;

    /// <summary>64 MB.</summary>
    public const int DefaultMaxCells = 8 << 20;

    private const int FirstShift = 10; // bins of 1.024 microseconds

    private readonly List<Series> _series = [];
    private int _lanes;
    private int _shift = FirstShift;

    /// <summary>Number of bins of a series; not all may be used.</summary>
    public int Bins { get; private set; } = MaxBins;

    /// <summary>Nanoseconds of a bin.</summary>
    public long BinNs => 1L << _shift;

    /// <summary>Number of bins up to that of the latest time so far.</summary>
    public int UsedBins { get; private set; } = 1;

    /// <summary>The bin of a time; times before the origin belong to the first one.</summary>
    public int BinOf(long originNs, long timeNs)
    {
        var since = timeNs <= originNs ? 0 : unchecked((ulong)timeNs - (ulong)originNs);
        while (since >> _shift >= (ulong)Bins)
            Fold();
        var bin = (int)(since >> _shift);
        if (bin >= UsedBins)
            UsedBins = bin + 1;
        return bin;
    }

    /// <summary>The bin of a time, at most the last used one: for times that must not widen the bins.</summary>
    public int UsedBinOf(long originNs, long timeNs) =>
        timeNs <= originNs ? 0 : (int)Math.Min((ulong)UsedBins - 1, unchecked((ulong)timeNs - (ulong)originNs) >> _shift);

    /// <summary>Adds a series; null: no room.</summary>
    public Series? TryAdd(int lanes)
    {
        while ((long)(_lanes + lanes) * Bins > maxCells)
        {
            if (Bins == MinBins)
                return null;
            Halve();
        }
        var series = new Series(lanes, Bins);
        _series.Add(series);
        _lanes += lanes;
        return series;
    }

    private void Halve()
    {
        Fold();
        Bins /= 2;
        foreach (var series in _series)
            series.Cut(Bins);
    }

    private void Fold()
    {
        foreach (var series in _series)
            series.Fold();
        _shift++;
        UsedBins = (UsedBins + 1) / 2;
    }
}

/// <summary>One or more counts (lanes) for each bin.</summary>
internal sealed class Series(int lanes, int bins)
{
    private long[] _cells = new long[lanes * bins];

    /// <summary>The lanes of a bin.</summary>
    public Span<long> this[int bin] => _cells.AsSpan(bin * lanes, lanes);

    /// <summary>One lane over the first <paramref name="used"/> bins.</summary>
    public long[] Lane(int lane, int used)
    {
        var values = new long[used];
        for (var bin = 0; bin < used; bin++)
            values[bin] = _cells[bin * lanes + lane];
        return values;
    }

    /// <summary>Adds another series with the same lanes and bins.</summary>
    public void Add(Series other)
    {
        for (var i = 0; i < _cells.Length; i++)
            _cells[i] += other._cells[i];
    }

    internal void Fold()
    {
        var count = _cells.Length / lanes;
        for (var bin = 1; bin < count; bin++)
        {
            var to = this[bin / 2];
            var from = this[bin];
            for (var lane = 0; lane < lanes; lane++)
            {
                to[lane] += from[lane];
                from[lane] = 0;
            }
        }
    }

    internal void Cut(int bins) => Array.Resize(ref _cells, bins * lanes);
}
