using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Cli.Report.Table;

/// <summary>Triggers of gang exits, one per line: the most frequent ones, the sum of the others, and the unknown ones.</summary>
internal static class TriggerText
{
    public const int Shown = 3;

    public static string Of(TrapTally triggers, long gangExits, int shown = Shown) => Of(triggers.Ordered, triggers.Unknown, gangExits, shown);

    public static string Of(IReadOnlyList<TrapCount> all, long unknown, long gangExits, int shown = Shown)
    {
        var lines = all.Take(shown).ToList();
        var rest = all.Skip(shown).ToList();
        if (rest.Count == 1)
            lines.Add(rest[0]); // takes no more room than "1 more"
        else if (rest.Count > 1)
            lines.Add(new TrapCount($"{rest.Count} more", rest.Sum(t => t.Count)));
        if (unknown > 0)
            lines.Add(new TrapCount("not told", unknown));
        return Aligned(lines, gangExits);
    }

    /// <summary>The most frequent trigger; after the unknown ones if these are more, since its share alone would mislead.</summary>
    public static string InOneLine(IReadOnlyList<TrapCount> all, long unknown, long gangExits)
    {
        var share = $"not told {Words.Share(unknown, gangExits)}";
        if (all is not [var top, ..])
            return unknown > 0 ? share : "";
        var first = $"{top.Name} {Words.Share(top.Count, gangExits)}";
        return unknown > top.Count ? $"{share}, {first}" : first;
    }

    private static string Aligned(List<TrapCount> lines, long gangExits)
    {
        var width = lines.Count == 0 ? 0 : lines.Max(line => line.Name.Length);
        return string.Join('\n', lines.Select(line => $"{line.Name.PadRight(width)} {Words.Share(line.Count, gangExits),7}"));
    }
}
