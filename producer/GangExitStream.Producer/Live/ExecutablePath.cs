namespace GangExitStream.Producer.Live;

/// <summary>
/// Finds a command as a shell does: in PATH only. Process.Start looks into the current directory first, which is no place
/// to take something from that runs as root.
/// </summary>
internal static class ExecutablePath
{
    /// <summary>The command's path; null: it is nowhere.</summary>
    public static string? Find(string command)
    {
        if (command.Contains('/'))
            return File.Exists(command) ? Path.GetFullPath(command) : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, command)).FirstOrDefault(File.Exists);
    }
}
