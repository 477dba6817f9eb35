using System.Globalization;

namespace GangExitStream.Pages;

/// <summary>Numbers with their units, for people.</summary>
public static class Quantity
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>With groups of three digits.</summary>
    public static string Number(long value) => value.ToString("N0", Invariant);

    /// <summary>From here on <see cref="Brief"/> leaves digits out.</summary>
    public const long BriefFrom = 10_000_000;

    /// <summary>The same in at most nine characters: millions and billions with one or two decimals.</summary>
    public static string Brief(long value) => value switch
    {
        < BriefFrom => Number(value),
        < 1_000_000_000 => string.Create(Invariant, $"{value / 1e6:F1} M"),
        _ => string.Create(Invariant, $"{value / 1e9:N2} G"),
    };

    /// <summary>"1 run", "2 runs".</summary>
    public static string Count(long value, string what) => $"{Number(value)} {what}{(value == 1 ? "" : "s")}";

    /// <summary>Per cent with one decimal; a dash where the whole is nothing.</summary>
    public static string Share(double part, double whole) => Percent(whole == 0 ? null : part / whole);

    /// <summary>The same of a part of 1; a dash where it isn't known.</summary>
    public static string Percent(double? part) => part is { } known ? string.Create(Invariant, $"{100 * known:F1} %") : "–";

    /// <summary>A mean with two decimals; a dash where nothing was counted.</summary>
    public static string Mean(long sum, long count) => count == 0 ? "–" : ((double)sum / count).ToString("F2", Invariant);

    /// <summary>Three significant digits, or all before the point; a dash where it isn't known.</summary>
    public static string Rate(double? value) => value switch
    {
        null => "–",
        0 => "0",
        < 10 => value.Value.ToString("F2", Invariant),
        < 1000 => value.Value.ToString("F1", Invariant),
        _ => value.Value.ToString("N0", Invariant),
    };

    /// <summary>A time with its unit.</summary>
    public static string Duration(double ns) => Duration((long)ns, "µs");

    /// <summary>The same, with a word for microseconds that any terminal can show.</summary>
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

    /// <summary>Wall time of a trace's time; null where the offset isn't known, or the time can't be right.</summary>
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
