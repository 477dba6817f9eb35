using System.ComponentModel;
using System.Runtime.InteropServices;

namespace GangExitStream.Tests.Brokers;

/// <summary>Signals that .NET has no call for. Linux numbers.</summary>
public static class Signals
{
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Stop = 19;

    /// <summary>SIGTERM: please stop.</summary>
    public static void SendTerminate(int pid) => Send(pid, Terminate);

    /// <summary>SIGSTOP: freeze.</summary>
    public static void SendStop(int pid) => Send(pid, Stop);

    /// <summary>SIGCONT: go on.</summary>
    public static void SendContinue(int pid) => Send(pid, Continue);

    private static void Send(int pid, int signal)
    {
        if (kill(pid, signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"kill({pid}, {signal})");
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
