namespace GangExitStream.Cli.Config;

/// <summary>Writes settings as text: one section per command, columns aligned.</summary>
internal static class ConfigTable
{
    private const int WidestValue = 48; // a longer value shifts its own line only

    public static IEnumerable<string> Lines(IEnumerable<ConfigRow> rows)
    {
        var all = rows.ToList();
        var key = all.Max(row => row.Key.Length);
        var value = all.Select(Value).Where(text => text.Length <= WidestValue).Max(text => text.Length);
        var first = true;
        foreach (var section in all.GroupBy(row => row.Section, StringComparer.Ordinal))
        {
            if (!first)
                yield return "";
            first = false;
            yield return section.Key;
            foreach (var row in section)
                yield return $"  {row.Key.PadRight(key)}  {Value(row).PadRight(value)}  {row.OriginWord,-7}  {row.Place}".TrimEnd();
        }
    }

    private static string Value(ConfigRow row) => row.Value is { Length: > 0 } text ? text.ReplaceLineEndings(" ") : "-";
}
