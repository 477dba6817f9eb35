using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace GangExitStream.Traces.Input;

/// <summary>Finds processes that have a file open, from Linux' /proc (proc(5)). Sees only processes that this user may inspect.</summary>
internal static class OpenFiles
{
    /// <summary>Another process has the file open for writing.</summary>
    public static bool HasWriter(SafeFileHandle file)
    {
        var self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        if (!OperatingSystem.IsLinux() || TargetOf($"/proc/{self}/fd/{file.DangerousGetHandle()}") is not { } path)
            return false;
        return Names("/proc").Any(process => process != self && char.IsAsciiDigit(process[0])
            && Names($"/proc/{process}/fd").Any(fd => TargetOf($"/proc/{process}/fd/{fd}") == path && IsForWriting($"/proc/{process}/fdinfo/{fd}")));
    }

    /// <summary>The line <c>flags:</c> has the flags of open(2) in octal; the last two bits are 0 for O_RDONLY.</summary>
    private static bool IsForWriting(string fdinfo)
    {
        try
        {
            var flags = File.ReadLines(fdinfo).FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return flags is not null && ((flags[^1] - '0') & 3) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // the descriptor was closed in the meantime
        }
    }

    private static string? TargetOf(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string[] Names(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(entry => entry.Name)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // a process of another user, or one that has ended
        }
    }
}
