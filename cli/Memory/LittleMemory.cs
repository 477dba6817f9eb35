using System.Globalization;

namespace GangExitStream.Cli.Memory;

/// <summary>GX7001: a command may need more memory than its control group allows. The kernel kills it then, and nobody is told.</summary>
internal static class LittleMemory
{
    public const string Id = "GX7001";
    public const string Next = "Raise the limit of the container or service (docs/sizing.md)";

    private const int Megabyte = 1 << 20;

    /// <summary>What to say; null: the limit is high enough, or there is none.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="needMegabytes">What the command was seen to need under a full load.</param>
    public static string? Of(long? limit, int needMegabytes) => limit is { } bytes && bytes < (long)needMegabytes * Megabyte
        ? string.Create(CultureInfo.InvariantCulture, $"the memory limit is {bytes / Megabyte} MB, and under load this command may need {needMegabytes} MB: the kernel would kill it")
        : null;

    /// <summary>GX7002: there was no memory left, and the process still lives.</summary>
    public static string Exhausted() => $"GX7002 memory: there was none left ({(MemoryLimit.Find() is { } limit ? string.Create(CultureInfo.InvariantCulture, $"the limit is {limit / Megabyte} MB") : "no limit is set")}). {Next}";
}
