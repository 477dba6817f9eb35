using System.Text.Json;

namespace GangExitStream.Dashboard.Web.Charts;

/// <summary>The data of a VM page's charts.</summary>
internal static class VmChartJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<GangExitCount> windows)
    {
        json.WriteStartObject();
        if (windows.Count > 0 && AxisOf(windows) is { } axis)
        {
            axis.Write(json);
            var series = new Series(axis);
            foreach (var window in windows)
                series.Add(in window);
            series.Write(json);
            WriteTraps(json, "gangByTrap", axis, windows, static window => window.Triggers);
            WriteTraps(json, "exitsByTrap", axis, windows, static window => window.Exits);
        }
        json.WriteEndObject();
    }

    private static TimeAxis? AxisOf(IReadOnlyList<GangExitCount> windows)
    {
        var clock = windows.Any(window => window.Clock == ClockKind.Wall) ? ClockKind.Wall : ClockKind.Trace;
        var on = windows.Where(window => window.Clock == clock).ToList();
        return TimeAxis.Of(clock, [.. on.Select(window => window.WindowStartNs)], on.Max(window => window.WindowEndNs - window.WindowStartNs));
    }

    private static void WriteTraps(Utf8JsonWriter json, string name, TimeAxis axis, IReadOnlyList<GangExitCount> windows, Func<GangExitCount, TriggerCounts> trapsOf)
    {
        var traps = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var window in windows.Where(window => window.Clock == axis.Clock && axis.IndexOf(window.WindowStartNs) >= 0))
        {
            foreach (var (trap, count) in trapsOf(window).Items)
            {
                if (!traps.TryGetValue(trap, out var bins) && traps.Count < 64)
                    traps.Add(trap, bins = new long[axis.Bins]);
                if (bins is not null)
                    bins[axis.IndexOf(window.WindowStartNs)] += count;
            }
        }
        json.WriteStartArray(name);
        foreach (var (trap, bins) in traps)
        {
            json.WriteStartObject();
            json.WriteString("name", trap);
            Series.WriteBins(json, "bins", bins);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
