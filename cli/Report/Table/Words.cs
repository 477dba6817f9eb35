using System.Globalization;
using GangExitStream.Pages;

namespace GangExitStream.Cli.Report.Table;

/// <summary>Formats numbers and times as <see cref="Quantity"/> does, but unknown ones as an empty text.</summary>
internal static class Words
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static string Number(long value) => Quantity.Number(value);

    /// <summary>"1 run", "2 runs".</summary>
    public static string Count(long value, string what) => Quantity.Count(value, what);

    public static string Share(long part, long whole) => whole == 0 ? "" : Quantity.Share(part, whole);

    /// <summary>A VM's name, shortened; empty: none.</summary>
    public static string Name(string? name)
    {
        const int Longest = 32;
        if (name is null || name.Length <= Longest)
            return name ?? "";
        return string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[Longest - 2]) ? Longest - 2 : Longest - 1), "…");
    }

    /// <summary>A share (0 to 1) in per cent.</summary>
    public static string Percent(double part) => Quantity.Percent(part);

    public static string Mean(long sum, long count) => count == 0 ? "" : Quantity.Mean(sum, count);

    /// <summary>A rate per second; empty: not known.</summary>
    public static string Rate(double? perSecond) => perSecond is null ? "" : Quantity.Rate(perSecond);

    public static string Duration(long ns) => Quantity.Duration(ns, "us");

    /// <summary>Seconds since the start, with as many decimals as rows of this width need.</summary>
    public static string Offset(long ns, long widthNs)
    {
        var decimals = widthNs <= 0 ? 0 : Math.Clamp(9 - (int)Math.Floor(Math.Log10(widthNs)), 0, 9);
        return string.Create(Invariant, $"+{(ns / 1e9).ToString("F" + decimals, Invariant)} s");
    }

    /// <summary>Wall time; null: not known, or out of range.</summary>
    public static string? WallTime(long? traceNs, long? offsetNs) => Quantity.WallTime(traceNs, offsetNs, "yyyy-MM-dd HH:mm:ss 'UTC'");
}
