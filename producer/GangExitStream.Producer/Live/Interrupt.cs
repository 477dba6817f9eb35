using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GangExitStream.Producer.Live;

/// <summary>SIGINT, for which .NET has no call.</summary>
internal static class Interrupt
{
    private const int SigInt = 2;

    /// <summary>Asks the process to end. A refusal (sudo runs it as another user) is none of ours: its input ends as well.</summary>
    public static void Send(Process process)
    {
        if (!process.HasExited)
            _ = kill(process.Id, SigInt);
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
