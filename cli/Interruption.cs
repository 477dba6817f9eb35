using System.Runtime.InteropServices;

namespace GangExitStream.Cli;

/// <summary>
/// SIGINT and SIGTERM, for every command: the first one asks it to stop, the second one isn't waited for (it ends the process as if nobody had
/// handled it). What hasn't stopped <see cref="StopTimeout"/> after the first is given up.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>From the first signal to a hard end, for a command that still hands over what it has.</summary>
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

    /// <summary>The command's exit code, or the signal's where the command doesn't stop in time.</summary>
    public async Task<int> EndOfAsync(Task<int> command)
    {
        if (await Task.WhenAny(command, _signalled.Task) == command)
            return await command;
        await Task.WhenAny(command, Task.Delay(StopTimeout, _time));
        return command.IsCompleted ? await command : await _signalled.Task;
    }

    /// <summary>Asks the command to stop; false where that has been asked before, and nobody shall wait for it any longer.</summary>
    /// <param name="exitCode">The process', where the command doesn't stop in time.</param>
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
