using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace GangExitStream.Traces.Input;

/// <summary>Who has a file open, as Linux tells in /proc (proc(5)): of the processes that we may look into.</summary>
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

    /// <summary>A line <c>flags:</c> has open(2)'s flags as an octal number, whose last two bits are 0 where it is for reading only.</summary>
    private static bool IsForWriting(string fdinfo)
    {
        try
        {
            var flags = File.ReadLines(fdinfo).FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return flags is not null && ((flags[^1] - '0') & 3) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // closed meanwhile
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
            return []; // another user's process, or one that ended
        }
    }
}
