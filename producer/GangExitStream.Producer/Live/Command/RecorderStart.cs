using System.ComponentModel;
using System.Diagnostics;

namespace GangExitStream.Producer.Live.Command;

/// <summary>Starts the recorder, without a shell.</summary>
internal static class RecorderStart
{
    public static RecorderProcess? Try(LiveRecorderOptions options, TimeProvider time, out LiveProblem? problem)
    {
        problem = null;
        var command = options.Command.IsEmpty ? "" : options.Command[0];
        if (ExecutablePath.Find(command) is not { } path)
        {
            problem = Problem(command, "there is no such command");
            return null;
        }
        var control = options.Command.Any(HasPlaceholder) ? new ControlPipe(options.FlushInterval, time) : null;
        try
        {
            return new RecorderProcess(Process.Start(Info(path, options, control))!, control, options, time);
        }
        catch (Win32Exception e)
        {
            control?.Dispose();
            problem = Problem(path, $"it can't be run: {e.Message}");
            return null;
        }
    }

    private static ProcessStartInfo Info(string path, LiveRecorderOptions options, ControlPipe? control) =>
        new(path, options.Command.Skip(1).Select(argument => Fill(argument, control)))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

    private static bool HasPlaceholder(string argument) => argument.Contains(LiveRecorderOptions.ControlPlaceholder, StringComparison.Ordinal);

    private static string Fill(string argument, ControlPipe? control) =>
        control is null ? argument : argument.Replace(LiveRecorderOptions.ControlPlaceholder, control.Path, StringComparison.Ordinal);

    private static LiveProblem Problem(string command, string message) =>
        new(LiveProblemId.CannotStart, command, message, PerfDiagnosis.NextStep(LiveProblemId.CannotStart));
}
