namespace GangExitStream.Reporting.History;

/// <summary>
/// Counts over time, many series of them, in bounded memory. All series have the same bins, a power of two nanoseconds wide. Where time runs
/// beyond the last bin, neighbours are added up and bins become twice as wide. Where more series are asked for than there is room for, there
/// are half as many bins; at <see cref="MinBins"/> no further series is made.
/// </summary>
internal sealed class SeriesStore(int maxCells = SeriesStore.DefaultMaxCells)
{
    /// <summary>Most bins; between half of them and all are used once the trace is longer than a millisecond.</summary>
    public const int MaxBins = 1024;

    /// <summary>Fewest bins that are left where there are many series.</summary>
    public const int MinBins = 32;

    /// <summary>64 MB.</summary>
    public const int DefaultMaxCells = 8 << 20;

    private const int FirstShift = 10; // bins of 1.024 microseconds

    private readonly List<Series> _series = [];
    private int _lanes;
    private int _shift = FirstShift;

    /// <summary>How many bins a series has; not all may be used.</summary>
    public int Bins { get; private set; } = MaxBins;

    /// <summary>Nanoseconds of a bin.</summary>
    public long BinNs => 1L << _shift;

    /// <summary>Bins up to that of the last time that was asked for.</summary>
    public int UsedBins { get; private set; } = 1;

    /// <summary>The bin of a time; what comes before the origin belongs to the first one.</summary>
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

    /// <summary>The bin of a time, at most the last one in use: what is no event of ours must not make the bins wider.</summary>
    public int UsedBinOf(long originNs, long timeNs) =>
        timeNs <= originNs ? 0 : (int)Math.Min((ulong)UsedBins - 1, unchecked((ulong)timeNs - (ulong)originNs) >> _shift);

    /// <summary>Another series; null where there is no room for it.</summary>
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

    /// <summary>One lane over the first so many bins.</summary>
    public long[] Lane(int lane, int used)
    {
        var values = new long[used];
        for (var bin = 0; bin < used; bin++)
            values[bin] = _cells[bin * lanes + lane];
        return values;
    }

    /// <summary>Adds all of another series of the same lanes and bins.</summary>
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
