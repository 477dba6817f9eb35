namespace GangExitStream.Reporting.History;

/// <summary>Series of one VM by runner vcpu; vcpus beyond the cap share one.</summary>
internal sealed class VcpuSeries(SeriesStore store)
{
    private const int Lanes = 2; // runs, gang exits
    private const int MaxVcpus = 512;

    private readonly Dictionary<int, Series?> _series = [];

    /// <summary>The series of a vcpu; null: no room.</summary>
    public Series? Of(int vcpu)
    {
        if (_series.TryGetValue(vcpu, out var series))
            return series;
        if (_series.Count >= MaxVcpus)
            vcpu = KvmEvent.Unknown;
        if (!_series.TryGetValue(vcpu, out series))
            _series.Add(vcpu, series = store.TryAdd(Lanes));
        return series;
    }

    /// <summary>Merges runner vcpus to vcores by the stride.</summary>
    public IReadOnlyList<VcoreHistory> Finish(int bins, int stride) =>
    [
        .. _series.Where(vcpu => vcpu.Value is not null)
            .GroupBy(vcpu => vcpu.Key < 0 ? -1 : vcpu.Key / stride, vcpu => vcpu.Value!)
            .Select(vcore => new VcoreHistory(vcore.Key, Sum(vcore, 0, bins), Sum(vcore, 1, bins)))
            .OrderBy(vcore => vcore.Vcore),
    ];

    private static long[] Sum(IEnumerable<Series> series, int lane, int bins)
    {
        var sum = new long[bins];
        foreach (var one in series)
        {
            var values = one.Lane(lane, bins);
            for (var bin = 0; bin < bins; bin++)
                sum[bin] += values[bin];
        }
        return sum;
    }
}
