using System.Globalization;

namespace GangExitStream.Cli.Report.Table;

/// <summary>Numbers and times for people.</summary>
internal static class Words
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static string Number(long value) => value.ToString("N0", Invariant);

    /// <summary>"1 run", "2 runs".</summary>
    public static string Count(long value, string what) => $"{Number(value)} {what}{(value == 1 ? "" : "s")}";

    public static string Share(long part, long whole) =>
        whole == 0 ? "" : string.Create(Invariant, $"{100.0 * part / whole:F1} %");

    /// <summary>A part of a whole, 0 to 1.</summary>
    public static string Percent(double part) => string.Create(Invariant, $"{100 * part:F1} %");

    public static string Mean(long sum, long count) =>
        count == 0 ? "" : ((double)sum / count).ToString("F2", Invariant);

    /// <summary>So many a second; nothing where it isn't known.</summary>
    public static string Rate(double? perSecond) => perSecond switch
    {
        null => "",
        0 => "0",
        < 10 => perSecond.Value.ToString("F2", Invariant),
        < 1000 => perSecond.Value.ToString("F1", Invariant),
        _ => perSecond.Value.ToString("N0", Invariant),
    };

    public static string Duration(long ns) => ns switch
    {
        < 1_000 => string.Create(Invariant, $"{ns} ns"),
        < 1_000_000 => string.Create(Invariant, $"{ns / 1e3:G3} us"),
        < 1_000_000_000 => string.Create(Invariant, $"{ns / 1e6:G3} ms"),
        < 120_000_000_000 => string.Create(Invariant, $"{ns / 1e9:G3} s"),
        < 7_200_000_000_000 => string.Create(Invariant, $"{ns / 60_000_000_000} min {ns / 1_000_000_000 % 60} s"),
        _ => string.Create(Invariant, $"{ns / 3_600_000_000_000:N0} h {ns / 60_000_000_000 % 60} min"),
    };

    /// <summary>Seconds since the start, with as many decimals as rows so wide need.</summary>
    public static string Offset(long ns, long widthNs)
    {
        var decimals = widthNs <= 0 ? 0 : Math.Clamp(9 - (int)Math.Floor(Math.Log10(widthNs)), 0, 9);
        return string.Create(Invariant, $"+{(ns / 1e9).ToString("F" + decimals, Invariant)} s");
    }

    /// <summary>Wall time; null where it isn't known, or can't be right.</summary>
    public static string? WallTime(long? traceNs, long? offsetNs)
    {
        if (traceNs is not { } time || offsetNs is not { } offset)
            return null;
        var ticks = ((Int128)time + offset) / TimeSpan.NanosecondsPerTick;
        return ticks < 0 || ticks > (DateTime.MaxValue - DateTime.UnixEpoch).Ticks
            ? null
            : DateTime.UnixEpoch.AddTicks((long)ticks).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", Invariant);
    }
}
