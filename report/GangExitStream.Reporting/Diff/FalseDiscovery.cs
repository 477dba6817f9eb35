namespace GangExitStream.Reporting.Diff;

/// <summary>
/// Of 40 VMs that did not change, two would seem to at 95 % confidence. Benjamini and Hochberg's procedure (1995) keeps the share of false ones
/// among those that are called changed at 5 %.
/// </summary>
internal static class FalseDiscovery
{
    /// <summary>The p values, adjusted for how many they are; in the order given.</summary>
    public static double[] Adjust(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderByDescending(i => values[i]).ToArray();
        var adjusted = new double[values.Count];
        var least = 1.0;
        for (var i = 0; i < order.Length; i++)
        {
            least = Math.Min(least, values[order[i]] * values.Count / (values.Count - i));
            adjusted[order[i]] = least;
        }
        return adjusted;
    }
}
