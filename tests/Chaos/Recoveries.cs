using System.Globalization;
using GangExitStream.Tests.Chaos.Faults;

namespace GangExitStream.Tests.Chaos;

/// <summary>How long it took after each fault until every partition was processed again.</summary>
internal sealed class Recoveries
{
    private readonly Dictionary<FaultKind, List<double>> _seconds = [];

    public void Add(FaultKind kind, TimeSpan took)
    {
        if (!_seconds.TryGetValue(kind, out var all))
            _seconds.Add(kind, all = []);
        all.Add(took.TotalSeconds);
    }

    /// <summary>A line for each kind of fault, and one for all.</summary>
    public IEnumerable<string> Lines() =>
    [
        .. _seconds.OrderBy(pair => pair.Key).Select(pair => Line(pair.Key.ToString(), pair.Value)),
        Line("all", [.. _seconds.Values.SelectMany(all => all)]),
    ];

    private static string Line(string name, List<double> all)
    {
        all.Sort();
        return all.Count == 0 ? $"{name}: none" : string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-9} {all.Count,4} faults; on again after: median {At(all, 0.5):0.0} s, p95 {At(all, 0.95):0.0} s, max {all[^1]:0.0} s");
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
}
