using System.Diagnostics;
using System.Text;
using GangExitStream.Tests.Brokers;

namespace GangExitStream.Tests.Integration;

/// <summary>Runs the tool as a separate process, for signals and pipes.</summary>
internal sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Timer _deadline;
    private readonly StringBuilder _said = new();

    /// <summary>It is killed at the deadline: whatever a test waits for then ends, and fails.</summary>
    private ToolProcess(Process process) =>
        (_process, _deadline) = (process, new Timer(_ => Kill(), null, Deadline, Timeout.InfiniteTimeSpan));

    public StreamReader Output => _process.StandardOutput;

    public StreamReader Error => _process.StandardError;

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    public bool HasExited => _process.HasExited;

    public static ToolProcess Start(params string[] args) => Start(args, new Dictionary<string, string>(StringComparer.Ordinal));

    public static ToolProcess Start(string[] args, IReadOnlyDictionary<string, string> environment) =>
        StartCommand([.. Tool, .. args], environment);

    /// <summary>Under a program that prepares its surroundings and then becomes it (exec), as nice does.</summary>
    public static ToolProcess StartUnder(string[] wrapper, params string[] args) =>
        StartCommand([.. wrapper, .. Tool, .. args], new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Another program of .NET.</summary>
    public static ToolProcess StartProgram(string path, string[] args, IReadOnlyDictionary<string, string> environment) =>
        StartCommand(["dotnet", path, .. args], environment);

    /// <summary>Waits until a line of its error output has a text; all that it said up to there.</summary>
    public async Task<string> UntilItSaysAsync(string text, CancellationToken cancel)
    {
        while (await Error.ReadLineAsync(cancel) is { } line)
        {
            _said.AppendLine(line);
            if (line.Contains(text, StringComparison.Ordinal))
                return _said.ToString();
        }
        Assert.Fail($"it ended (or was killed after {Deadline.TotalMinutes:0} min) without saying '{text}', but:\n{_said}");
        return "";
    }

    /// <summary>SIGTERM; then the exit code and what it wrote.</summary>
    public Task<ToolRun> TerminateAsync(CancellationToken cancel)
    {
        Signals.SendTerminate(_process.Id);
        return EndAsync(cancel);
    }

    /// <summary>The exit code and what it wrote, when it ends.</summary>
    public async Task<ToolRun> EndAsync(CancellationToken cancel)
    {
        var (output, error) = (_process.StandardOutput.ReadToEndAsync(cancel), _process.StandardError.ReadToEndAsync(cancel));
        await _process.WaitForExitAsync(cancel);
        return new ToolRun(_process.ExitCode, await output, _said + await error);
    }

    public void Dispose()
    {
        _deadline.Dispose();
        Kill();
        _process.Dispose();
    }

    private static string[] Tool => ToolVariables.Executable is { } executable ? [executable] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "gangexit.dll")];

    private static ToolProcess StartCommand(string[] command, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        ToolVariables.Set(start.Environment, environment);
        return new ToolProcess(Process.Start(start)!);
    }

    private void Kill()
    {
        if (!_process.HasExited)
            _process.Kill();
    }
}
