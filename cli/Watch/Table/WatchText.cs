using System.Globalization;

namespace GangExitStream.Cli.Watch.Table;

/// <summary>Times, durations and shares as people read them.</summary>
internal static class WatchText
{
    private const int MaxTrap = 16;
    private const int MaxName = 16;
    private const int MaxWideName = 32;
    private const double NsPerSecond = 1e9;

    /// <summary>Of one event: UTC, or seconds of the trace's clock as perf prints them.</summary>
    public static string Time(long ns, ClockKind clock, TableSize size)
    {
        if (clock == ClockKind.Wall)
            return Utc(ns).ToString((size.HasDates ? "yyyy-MM-dd " : "") + (size.IsWide ? "HH:mm:ss.ffffff'Z'" : "HH:mm:ss.fff'Z'"), CultureInfo.InvariantCulture);
        return (ns / NsPerSecond).ToString(size.IsWide ? "0.000000" : "0.000", CultureInfo.InvariantCulture);
    }

    /// <summary>Of a window: its start, and its length where there is room.</summary>
    public static string Window(long startNs, long endNs, ClockKind clock, TableSize size)
    {
        var start = clock == ClockKind.Wall
            ? Utc(startNs).ToString(size.HasDates ? "yyyy-MM-dd HH:mm:ss'Z'" : "HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : (startNs / NsPerSecond).ToString("0.##", CultureInfo.InvariantCulture);
        return size.IsWide ? $"{start} +{((endNs - startNs) / NsPerSecond).ToString("0.##", CultureInfo.InvariantCulture)}s" : start;
    }

    /// <summary>A trigger; it comes from others, and its column gives way to nothing.</summary>
    public static string Trap(string? trap) => trap switch
    {
        null => "-",
        { Length: > MaxTrap } => string.Concat(trap.AsSpan(0, MaxTrap - 1), "…"),
        _ => trap,
    };

    /// <summary>A VM: its name, and its process id where there is room.</summary>
    public static FittedCell Vm(string? name, int tgid, TableSize size)
    {
        if (name is null)
            return new FittedCell("", Tail: Number(tgid));
        var longest = size.IsWide ? MaxWideName : MaxName;
        var cut = name.Length <= longest ? name : string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[longest - 2]) ? longest - 2 : longest - 1), "…");
        return new FittedCell(cut, Tail: size.IsWide ? $" {Number(tgid)}" : "");
    }

    public static string Duration(long ns) => Math.Abs((double)ns) switch
    {
        < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{ns} ns"),
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{ns / 1e3:0.0} µs"),
        < 1e9 => string.Create(CultureInfo.InvariantCulture, $"{ns / 1e6:0.0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{ns / 1e9:0.00} s"),
    };

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Rate(double perSecond) =>
        perSecond.ToString(perSecond is > 0 and < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    public static string Share(double share) => share.ToString("0.0%", CultureInfo.InvariantCulture);

    private static DateTime Utc(long ns) => DateTime.UnixEpoch.AddTicks(ns / TimeSpan.NanosecondsPerTick);
}
