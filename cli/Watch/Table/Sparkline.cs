namespace GangExitStream.Cli.Watch.Table;

/// <summary>A row of small bars.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>The highest value is a full bar, anything above nothing can be told from nothing, and a gap is blank.</summary>
    public static string Draw(IReadOnlyList<long?> values)
    {
        var highest = values.Max() ?? 0;
        return string.Concat(values.Select(value => Bar(value, highest)));
    }

    private static char Bar(long? value, long highest) => value switch
    {
        null => ' ',
        <= 0 => Bars[0],
        { } v => Bars[1 + (int)((Bars.Length - 2) * (double)v / highest)],
    };
}
