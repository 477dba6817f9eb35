using System.Runtime.InteropServices;

namespace GangExitStream.Cli;

/// <summary>
/// Handles SIGINT and SIGTERM for every command: the first signal cancels it, the second one ends the process at once. A command that has not
/// stopped <see cref="StopTimeout"/> after the first signal is abandoned.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>Time from the first signal to a hard end, for a command that still delivers what it has.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(45);

    private const int SignalExit = 128; // a shell's exit code of a process that a signal ended: 128 + its number

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<int> _signalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    private readonly TimeProvider _time;

    public Interruption(TimeProvider time)
    {
        _time = time;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = Stop(SignalExit + 2));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = Stop(SignalExit + 15));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>The command's exit code, or the signal's if the command doesn't stop in time.</summary>
    public async Task<int> EndOfAsync(Task<int> command)
    {
        if (await Task.WhenAny(command, _signalled.Task) == command)
            return await command;
        await Task.WhenAny(command, Task.Delay(StopTimeout, _time));
        return command.IsCompleted ? await command : await _signalled.Task;
    }

    /// <summary>Cancels the command; false: it was cancelled before, and the process should end now.</summary>
    /// <param name="exitCode">The exit code if the command doesn't stop in time.</param>
    public bool Stop(int exitCode)
    {
        var isFirst = _signalled.TrySetResult(exitCode);
        if (isFirst)
            _stop.Cancel();
        return isFirst;
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _stop.Dispose();
    }

}
