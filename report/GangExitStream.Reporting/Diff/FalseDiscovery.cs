namespace GangExitStream.Reporting.Diff;

/// <summary>
/// At 95 % confidence 2 of 40 unchanged VMs would be called changed. The procedure of Benjamini and Hochberg (1995) limits the share of
/// false ones among those called changed to 5 %.
/// </summary>
internal static class FalseDiscovery
{
    /// <summary>The p values adjusted for their number, in the order given.</summary>
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
