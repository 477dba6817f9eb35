using System.Globalization;
using System.Runtime.InteropServices;
using GangExitStream.Traces;

namespace GangExitStream.Reporting;

/// <summary>A time given by the user: trace time or wall time.</summary>
/// <param name="Ns">Nanoseconds of trace time, or since 1970 (UTC).</param>
/// <param name="IsWall">Whether it is wall time.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TraceTime(long Ns, bool IsWall)
{
    private static readonly string[] WallFormats = ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd"];

    /// <summary>
    /// Parses trace time in seconds, as <c>perf script</c> and ftrace print it (<c>12345.678901</c>, up to nine decimals), or wall time in
    /// ISO 8601 (<c>2026-03-01T14:30:00+01:00</c>; UTC without a zone).
    /// </summary>
    public static bool TryParse(string text, out TraceTime time)
    {
        const long NsPerSecond = 1_000_000_000;
        time = default;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
        {
            if (Math.Abs(seconds) > long.MaxValue / NsPerSecond)
                return false;
            time = new TraceTime((long)(seconds * NsPerSecond), IsWall: false);
            return true;
        }
        if (!DateTimeOffset.TryParseExact(text, WallFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var wall))
            return false;
        var ticks = (Int128)(wall.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
        time = new TraceTime((long)Int128.Clamp(ticks, long.MinValue, long.MaxValue), IsWall: true);
        return true;
    }

    /// <summary>The trace time; null: it is wall time, and the trace has no wall clock.</summary>
    public long? On(TraceInfo info) => !IsWall ? Ns : info.WallClockOffsetNs is { } offset
        ? (long)Int128.Clamp((Int128)Ns - offset, long.MinValue, long.MaxValue)
        : null;
}
