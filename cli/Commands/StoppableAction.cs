using System.CommandLine;

namespace GangExitStream.Cli.Commands;

/// <summary>Actions that a signal asks to stop.</summary>
internal static class StoppableAction
{
    /// <summary>
    /// Sets a command's action. Until it returns for the first time, a signal ends the process instead of stopping the run: so it
    /// does at once.
    /// </summary>
    public static void SetStoppableAction(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, stop) =>
        {
            await Task.Yield();
            return await action(parsed, stop);
        });
}
