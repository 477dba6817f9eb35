using System.Globalization;

namespace GangExitStream.Pages;

/// <summary>Formats numbers with their units for display.</summary>
public static class Quantity
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>A number with digit groups.</summary>
    public static string Number(long value) => value.ToString("N0", Invariant);

    /// <summary>The smallest value that <see cref="Brief"/> shortens.</summary>
    public const long BriefFrom = 10_000_000;

    /// <summary>A number in at most nine characters: millions and billions with one or two decimals.</summary>
    public static string Brief(long value) => value switch
    {
        < BriefFrom => Number(value),
        < 1_000_000_000 => string.Create(Invariant, $"{value / 1e6:F1} M"),
        _ => string.Create(Invariant, $"{value / 1e9:N2} G"),
    };

    /// <summary>"1 run", "2 runs".</summary>
    public static string Count(long value, string what) => $"{Number(value)} {what}{(value == 1 ? "" : "s")}";

    /// <summary>Per cent with one decimal; a dash: the whole is 0.</summary>
    public static string Share(double part, double whole) => Percent(whole == 0 ? null : part / whole);

    /// <summary>A share (0 to 1) as per cent with one decimal; a dash: null.</summary>
    public static string Percent(double? part) => part is { } known ? string.Create(Invariant, $"{100 * known:F1} %") : "–";

    /// <summary>A mean with two decimals; a dash: the count is 0.</summary>
    public static string Mean(long sum, long count) => count == 0 ? "–" : ((double)sum / count).ToString("F2", Invariant);

    /// <summary>A rate with three significant digits, or all digits before the point; a dash: null.</summary>
    public static string Rate(double? value) => value switch
    {
        null => "–",
        0 => "0",
        < 10 => value.Value.ToString("F2", Invariant),
        < 1000 => value.Value.ToString("F1", Invariant),
        _ => value.Value.ToString("N0", Invariant),
    };

    /// <summary>A duration with its unit.</summary>
    public static string Duration(double ns) => Duration((long)ns, "µs");

    /// <summary>A duration with its unit, and a given unit for microseconds, since not every terminal shows µ.</summary>
    public static string Duration(long ns, string microseconds) => ns switch
    {
        < 1_000 => string.Create(Invariant, $"{ns} ns"),
        < 1_000_000 => string.Create(Invariant, $"{ns / 1e3:G3} {microseconds}"),
        < 1_000_000_000 => string.Create(Invariant, $"{ns / 1e6:G3} ms"),
        < 120_000_000_000 => string.Create(Invariant, $"{ns / 1e9:G3} s"),
        < 7_200_000_000_000 => string.Create(Invariant, $"{ns / 60_000_000_000} min {ns / 1_000_000_000 % 60} s"),
        _ => string.Create(Invariant, $"{ns / 3_600_000_000_000:N0} h {ns / 60_000_000_000 % 60} min"),
    };

    /// <summary>Bytes with a decimal unit.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => string.Create(Invariant, $"{bytes} B"),
        < 1_000_000 => string.Create(Invariant, $"{bytes / 1e3:F1} kB"),
        < 1_000_000_000 => string.Create(Invariant, $"{bytes / 1e6:F1} MB"),
        _ => string.Create(Invariant, $"{bytes / 1e9:F1} GB"),
    };

    /// <summary>The wall time of a trace time; null: the offset isn't known, or the time is out of range.</summary>
    public static string? WallTime(long? traceNs, long? offsetNs, string format = "yyyy-MM-dd HH:mm:ss.fff 'UTC'")
    {
        if (traceNs is not { } time || offsetNs is not { } offset)
            return null;
        var ticks = ((Int128)time + offset) / TimeSpan.NanosecondsPerTick;
        return ticks < 0 || ticks > (DateTime.MaxValue - DateTime.UnixEpoch).Ticks
            ? null
            : DateTime.UnixEpoch.AddTicks((long)ticks).ToString(format, Invariant);
    }
}
