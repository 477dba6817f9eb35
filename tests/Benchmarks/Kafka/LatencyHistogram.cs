using System.Globalization;

namespace GangExitStream.Benchmarks.Kafka;

/// <summary>Counts latencies in steps of a millisecond, up to a minute.</summary>
internal sealed class LatencyHistogram
{
    private readonly long[] _counts = new long[60_000];
    private long _count;

    public void Add(long ns)
    {
        _counts[Math.Clamp(ns / 1_000_000, 0, _counts.Length - 1)]++;
        _count++;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_count:N0} records visible after ms: p50 {At(0.5)}, p90 {At(0.9)}, p99 {At(0.99)}, p99.9 {At(0.999)}, max {At(1)}");

    /// <summary>Upper end of the step that the quantile lies in.</summary>
    private int At(double quantile)
    {
        var left = Math.Max(1, (long)Math.Ceiling(_count * quantile));
        for (var ms = 0; ms < _counts.Length; ms++)
        {
            if ((left -= _counts[ms]) <= 0)
                return ms + 1;
        }
        return _counts.Length;
    }
}
