using System.Diagnostics;
using GangExitStream.Tests.Brokers;

namespace GangExitStream.Tests.Chaos.Fleet;

/// <summary>One real <c>gangexit</c>; its stderr goes to a file. It dies with this program.</summary>
internal sealed class ToolProcess : IAsyncDisposable
{
    // The shell becomes the tool: the process id stays its.
    private const string ToFiles = "out=$1; err=$2; shift 2; exec \"$@\" >\"$out\" 2>\"$err\" </dev/null";
    private readonly Process _process;
    private readonly Watchdog _watchdog;

    private ToolProcess(Process process, string name, string logs)
    {
        (_process, Name, OutputFile, ErrorFile) = (process, name, Path.Combine(logs, name + ".out"), Path.Combine(logs, name + ".err"));
        _watchdog = new Watchdog(process.Id, Path.Combine(logs, "none"));
    }

    public string Name { get; }

    public string OutputFile { get; }

    public string ErrorFile { get; }

    public int ProcessId => _process.Id;

    public bool IsRunning => !_process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>A gangexit.dll is run by dotnet, anything else as it is.</summary>
    public static ToolProcess Start(string tool, string name, string logs, IEnumerable<string> arguments, (string Name, string Value)? hook = null)
    {
        string[] command = tool.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", tool] : [tool];
        var (output, error) = (Path.Combine(logs, name + ".out"), Path.Combine(logs, name + ".err"));
        var start = new ProcessStartInfo("/bin/sh", ["-c", ToFiles, "tool", output, error, .. command, .. arguments]);
        if (hook is var (variable, value))
            start.Environment[variable] = value;
        return new ToolProcess(Process.Start(start)!, name, logs);
    }

    public void Kill() => _process.Kill();

    public void Terminate() => Signals.SendTerminate(_process.Id);

    public void Freeze() => Signals.SendStop(_process.Id);

    public void Thaw() => Signals.SendContinue(_process.Id);

    /// <summary>Its exit code; null where it still runs after the time.</summary>
    public async Task<int?> WaitAsync(TimeSpan time)
    {
        using var deadline = new CancellationTokenSource(time);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return null;
        }
    }

    public string ErrorText() => File.Exists(ErrorFile) ? File.ReadAllText(ErrorFile) : "";

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            _process.Kill();
        await _process.WaitForExitAsync();
        _watchdog.Dispose();
        _process.Dispose();
    }
}
