using System.Globalization;

namespace GangExitStream.Cli.Report.Table;

/// <summary>Draws counts as block characters.</summary>
internal static class Bars
{
    private const string Heights = "▁▂▃▄▅▆▇█";
    private const string Widths = "▏▎▍▌▋▊▉█";

    /// <summary>One column per count; a blank for 0, otherwise at least the lowest block.</summary>
    public static string Sparkline(ReadOnlySpan<long> counts)
    {
        long most = 0;
        foreach (var count in counts)
            most = Math.Max(most, count);
        var text = new char[counts.Length];
        for (var i = 0; i < text.Length; i++)
            text[i] = Height(counts[i], most);
        return new string(text);
    }

    /// <summary>A horizontal bar, in eighths of a column.</summary>
    public static string Bar(long count, long most, int columns)
    {
        if (count <= 0 || most <= 0)
            return "";
        var eighths = Math.Max(1, (int)Math.Round((double)count / most * columns * 8));
        var full = new string(Widths[^1], eighths / 8);
        return eighths % 8 == 0 ? full : full + Widths[(eighths % 8) - 1].ToString(CultureInfo.InvariantCulture);
    }

    private static char Height(long count, long most) =>
        count == 0 ? ' ' : Heights[(int)Math.Min(Heights.Length - 1, (double)count / most * Heights.Length)];
}
