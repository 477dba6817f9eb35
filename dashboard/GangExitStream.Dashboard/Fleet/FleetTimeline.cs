namespace GangExitStream.Dashboard.Fleet;

/// <summary>Sums of all VMs over time: the latest bins, as wide as the widest window. One for each clock.</summary>
internal sealed class FleetTimeline
{
    /// <summary>Maximum bins: two hours of 10 s windows.</summary>
    public const int MaxBins = 720;

    private readonly SortedDictionary<long, FleetBin> _bins = [];
    private long _forgottenUpTo = long.MinValue;

    /// <summary>Width of a bin in nanoseconds; 0: no bins.</summary>
    public long WidthNs { get; private set; }

    /// <summary>Adds or subtracts a window.</summary>
    public void Add(in GangExitCount window, int sign)
    {
        var width = Math.Max(1, window.WindowEndNs - window.WindowStartNs);
        if (width > WidthNs)
            Widen(width);
        var start = Floor(window.WindowStartNs);
        if (start <= _forgottenUpTo)
            return;
        if (!_bins.TryGetValue(start, out var bin))
            _bins.Add(start, bin = new FleetBin(start));
        bin.Add(in window, sign);
        if (_bins.Count > MaxBins)
            ForgetFirst();
    }

    /// <summary>Copies of the bins, the earliest first.</summary>
    public IReadOnlyList<FleetBin> Read() => [.. _bins.Values.Select(bin => bin.Copy())];

    private void Widen(long width)
    {
        WidthNs = width;
        var before = _bins.Values.ToList();
        _bins.Clear();
        _forgottenUpTo = _forgottenUpTo == long.MinValue ? _forgottenUpTo : Floor(_forgottenUpTo);
        foreach (var bin in before)
        {
            var start = Floor(bin.StartNs);
            if (_bins.TryGetValue(start, out var sum))
                sum.Add(bin);
            else if (start > _forgottenUpTo)
                _bins.Add(start, bin.Copy(start));
        }
    }

    private void ForgetFirst()
    {
        var first = _bins.Keys.First();
        _forgottenUpTo = first;
        _bins.Remove(first);
    }

    private long Floor(long ns) => ns - (ns % WidthNs + WidthNs) % WidthNs;
}

/// <summary>Sums over one interval of time.</summary>
internal sealed class FleetBin(long startNs)
{
    public long StartNs { get; } = startNs;

    public RunCounts Counts { get; private set; }

    public long GuestExits { get; private set; }

    public void Add(in GangExitCount window, int sign)
    {
        Counts = CountSums.Plus(Counts, window.Counts, sign);
        GuestExits += sign * window.Exits.Total;
    }

    public void Add(FleetBin other) => (Counts, GuestExits) = (CountSums.Plus(Counts, other.Counts), GuestExits + other.GuestExits);

    public FleetBin Copy(long? startNs = null) => new(startNs ?? StartNs) { Counts = Counts, GuestExits = GuestExits };
}
