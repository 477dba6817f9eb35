using System.Globalization;

namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>Removes instances whose recorder was killed. The kernel has the last word: it removes none that is in use.</summary>
internal static class StaleInstances
{
    public const string Prefix = "gangexit-";

    /// <summary>Removes those of processes that are gone; the names of those removed.</summary>
    public static IReadOnlyList<string> RemoveAll(ITracefs tracefs, string proc = "/proc")
    {
        try
        {
            return [.. tracefs.Folders("instances").Where(name => IsStale(name, proc) && TryRemove(tracefs, name))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // creating one fails the same way, and says why
        }
    }

    /// <summary>False: it is in use, or not there.</summary>
    public static bool TryRemove(ITracefs tracefs, string name)
    {
        try
        {
            tracefs.RemoveInstance(name);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// Its process is gone, or the number belongs to another program now. A recorder between making its instance and opening a file of
    /// it is alive, so it isn't disturbed.
    /// </summary>
    private static bool IsStale(string name, string proc)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var number = name.AsSpan(Prefix.Length);
        var dash = number.IndexOf('-');
        if (!int.TryParse(dash < 0 ? number : number[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || pid == Environment.ProcessId)
            return false;
        try
        {
            var command = File.ReadAllText(Path.Combine(proc, pid.ToString(CultureInfo.InvariantCulture), "cmdline"));
            return !command.Contains("gangexit", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
