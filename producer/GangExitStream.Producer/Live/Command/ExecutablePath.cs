namespace GangExitStream.Producer.Live.Command;

/// <summary>
/// Finds a command as a shell does: in PATH only. Process.Start searches the current directory first, which is unsafe for a program
/// that runs as root.
/// </summary>
internal static class ExecutablePath
{
    /// <summary>The command's path; null: not found.</summary>
    public static string? Find(string command)
    {
        if (command.Contains('/'))
            return File.Exists(command) ? Path.GetFullPath(command) : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, command)).FirstOrDefault(File.Exists);
    }
}
