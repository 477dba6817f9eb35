using GangExitStream.Detection;

namespace GangExitStream.Reporting.History;

/// <summary>Histogram of the times vcores were out of the guest after gang exits: three bins per decade (1, 2, 5) from 1 µs to 100 s, and one at each end.</summary>
internal sealed class CostHistogram
{
    private static readonly long[] Edges = [.. Enumerable.Range(3, 8).SelectMany(power => new[] { 1L, 2, 5 }.Select(first => first * (long)Math.Pow(10, power))), 100_000_000_000];

    private readonly long[] _gangExits = new long[Edges.Length + 1];
    private readonly long[] _threadNs = new long[Edges.Length + 1];

    /// <summary>Lower bounds of the bins in nanoseconds; the first is 0.</summary>
    public static IReadOnlyList<long> Starts { get; } = [0, .. Edges];

    /// <summary>Gang exits by bin.</summary>
    public IReadOnlyList<long> GangExits => _gangExits;

    /// <summary>Their cost by bin, in nanoseconds of thread-time.</summary>
    public IReadOnlyList<long> ThreadNs => _threadNs;

    public void Add(in ForcedOut cost)
    {
        var edge = Array.BinarySearch(Edges, cost.OutNs);
        var bin = edge >= 0 ? edge + 1 : ~edge;
        _gangExits[bin]++;
        _threadNs[bin] += cost.ThreadNs;
    }

    /// <summary>The sum of several histograms.</summary>
    public static CostHistogram Sum(IEnumerable<CostHistogram> parts)
    {
        var sum = new CostHistogram();
        foreach (var part in parts)
        {
            for (var bin = 0; bin < sum._gangExits.Length; bin++)
            {
                sum._gangExits[bin] += part._gangExits[bin];
                sum._threadNs[bin] += part._threadNs[bin];
            }
        }
        return sum;
    }
}
