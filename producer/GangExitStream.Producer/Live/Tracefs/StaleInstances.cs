using System.Globalization;

namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>Removes instances whose recorder was killed. The kernel refuses to remove an instance in use.</summary>
internal static class StaleInstances
{
    public const string Prefix = "gangexit-";

    /// <summary>Removes the instances of processes that have ended; returns their names.</summary>
    public static IReadOnlyList<string> RemoveAll(ITracefs tracefs, string proc = "/proc")
    {
        try
        {
            return [.. tracefs.Folders("instances").Where(name => IsStale(name, proc) && TryRemove(tracefs, name))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // creating an instance fails in the same way and reports it
        }
    }

    /// <summary>Removes an instance; false: in use or missing.</summary>
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
    /// Whether the process has ended, or its id belongs to another program now. A recorder that has created its instance but not yet opened a
    /// file is alive, so its instance stays.
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
