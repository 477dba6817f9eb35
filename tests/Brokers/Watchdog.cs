using System.Diagnostics;

namespace GangExitStream.Tests.Brokers;

/// <summary>
/// Kills a process and removes a folder when this process dies, however it dies: a shell waits for the end of a pipe
/// whose other end only this process holds. (A parent-death signal won't do: it fires when the forking *thread* ends.)
/// </summary>
public sealed class Watchdog : IDisposable
{
    private const string Script = "read -r _; kill -9 \"$1\" 2>/dev/null; rm -rf -- \"$2\"";
    private readonly Process _shell;

    /// <summary>Watches over a process and a folder from now on.</summary>
    public Watchdog(int pid, string folder)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "watchdog", $"{pid}", folder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _shell = Process.Start(start)!;
    }

    /// <summary>The process has ended, or may live on.</summary>
    public void Dispose()
    {
        _shell.Kill();
        _shell.Dispose();
    }
}
