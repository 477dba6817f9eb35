using System.Globalization;

namespace GangExitStream.Cli.Memory;

/// <summary>The memory that this process may use where a control group limits it (a container, a service): above it, the kernel kills.</summary>
internal static class MemoryLimit
{
    private const string Root = "/sys/fs/cgroup";
    private const long NoLimit = 1L << 50; // version 1 writes a number where there is none

    /// <summary>Of this process; null: there is none, or it isn't known.</summary>
    public static long? Find() => Of(Text("/proc/self/cgroup") ?? "", Text);

    /// <summary>The smallest limit of a process' groups and those above them, of either version of control groups.</summary>
    /// <param name="groups">As /proc/PID/cgroup has them.</param>
    /// <param name="read">A file's text; null: it isn't there.</param>
    public static long? Of(string groups, Func<string, string?> read) => groups.Split('\n').SelectMany(Files).Select(file => Number(read(file))).Min();

    /// <summary>A sixteenth of the limit for something that may also do with less than its standard.</summary>
    public static int ShareOf(long? limit, int standard, int least) => limit is { } bytes ? (int)Math.Clamp(bytes / 16, least, standard) : standard;

    private static IEnumerable<string> Files(string group)
    {
        if (group.Split(':', 3) is not [_, var controllers, var path])
            yield break;
        if (controllers.Length > 0 && !controllers.Split(',').Contains("memory"))
            yield break;
        var (root, name) = controllers.Length == 0 ? (Root, "memory.max") : ($"{Root}/memory", "memory.limit_in_bytes");
        for (path = path.TrimEnd('/'); path.Length > 0; path = path[..path.LastIndexOf('/')])
            yield return $"{root}{path}/{name}";
        yield return $"{root}/{name}"; // also where the path is that of another namespace
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var bytes) && bytes < NoLimit ? bytes : null;

    private static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
