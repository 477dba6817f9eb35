using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GangExitStream.Producer.Live.Command;

/// <summary>Sends SIGINT, for which .NET has no API.</summary>
internal static class Interrupt
{
    private const int SigInt = 2;

    /// <summary>Sends SIGINT to a process. Ignores a refusal (sudo runs it as another user): the end of its input stops it as well.</summary>
    public static void Send(Process process)
    {
        if (!process.HasExited)
            _ = kill(process.Id, SigInt);
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
