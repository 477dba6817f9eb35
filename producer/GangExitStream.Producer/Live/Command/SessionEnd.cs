using System.Collections.Immutable;
using System.Globalization;

namespace GangExitStream.Producer.Live.Command;

/// <summary>How a session of the recorder ended.</summary>
/// <param name="Command">The command.</param>
/// <param name="ExitCode">The exit code; 128 + the signal's number if a signal ended it.</param>
/// <param name="Lived">Time from start to end.</param>
/// <param name="Words">Lines of standard error.</param>
internal sealed record SessionEnd(string Command, int ExitCode, TimeSpan Lived, ImmutableArray<string> Words)
{
    private const int SignalBase = 128;
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private const int LastSignal = 64;
    private const int PerfUsage = 129; // perf's exit code for bad arguments, not a signal

    /// <summary>The permanent error; null: none known.</summary>
    public LiveProblemId? Permanent => ExitCode == 0 ? null : PerfDiagnosis.Find(Words);

    /// <summary>
    /// Whether a stop signal from outside ended it: most likely Ctrl-C, or systemd's SIGTERM to the whole service, which this process gets as
    /// well.
    /// </summary>
    public bool WasStopped => ExitCode is SignalBase + Interrupt or SignalBase + Terminate;

    public string Message =>
        $"{Command} ended {ExitDescription} after {Lived.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s; {PerfDiagnosis.Quote(Words)}";

    public LiveProblem ToProblem(LiveProblemId id, int times) =>
        new(id, Command, $"it ended {times} times with the same error, last {ExitDescription}; {PerfDiagnosis.Quote(Words)}", PerfDiagnosis.NextStep(id));

    private string ExitDescription => ExitCode is > SignalBase and not PerfUsage and <= SignalBase + LastSignal
        ? $"by signal {ExitCode - SignalBase}"
        : $"with exit code {ExitCode}";
}
