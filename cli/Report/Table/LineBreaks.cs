namespace GangExitStream.Cli.Report.Table;

/// <summary>Breaks text between words.</summary>
internal static class LineBreaks
{
    /// <summary>Lines of at most that many columns, except longer words; continuation lines are indented by two.</summary>
    public static IEnumerable<string> Of(string text, int columns)
    {
        while (text.Length > columns)
        {
            var at = text.LastIndexOf(' ', columns);
            if (at <= 2)
                at = text.IndexOf(' ', Math.Min(columns, text.Length));
            if (at < 0)
                break;
            yield return text[..at];
            text = "  " + text[(at + 1)..];
        }
        yield return text;
    }
}
