using System.Globalization;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>Formats a window's time: UTC, or seconds of the trace's clock.</summary>
internal static class WindowTime
{
    public static string Text(long ns, ClockKind clock, string format = "yyyy-MM-dd HH:mm:ss 'UTC'") => clock == ClockKind.Wall && Quantity.WallTime(ns, 0, format) is { } wall
        ? wall
        : string.Create(CultureInfo.InvariantCulture, $"{ns / 1e9:0.##} s");
}
