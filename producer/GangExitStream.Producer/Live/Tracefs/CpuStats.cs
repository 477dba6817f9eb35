using System.Globalization;

namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>Reads <c>per_cpu/cpu*/stats</c>.</summary>
internal static class CpuStats
{
    /// <summary>Sum of the events overwritten before they were read, lost to a nested write, or dropped without room; -1: the text has none of these.</summary>
    public static long Lost(string stats)
    {
        var lost = -1L;
        foreach (var line in stats.AsSpan().EnumerateLines())
        {
            var colon = line.IndexOf(':');
            if (colon < 0 || line[..colon] is not ("overrun" or "commit overrun" or "dropped events"))
                continue;
            if (long.TryParse(line[(colon + 1)..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                lost = Math.Max(lost, 0) + count;
        }
        return lost;
    }
}
