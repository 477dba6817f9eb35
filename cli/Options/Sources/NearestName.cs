namespace GangExitStream.Cli.Options.Sources;

/// <summary>Finds the known name most similar to an unknown one.</summary>
internal static class NearestName
{
    /// <summary>The known name with the smallest edit distance.</summary>
    public static string Of(string written, IEnumerable<string> known) =>
        known.Distinct(StringComparer.Ordinal).MinBy(name => (Distance(written, name), name)) ?? "";

    /// <summary>Levenshtein distance: number of characters to insert, delete or replace.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
