using System.Collections.Immutable;
using System.Globalization;

namespace GangExitStream.Producer.Live;

/// <summary>How a session of the recorder ended.</summary>
/// <param name="Command">What was run.</param>
/// <param name="ExitCode">128 + the signal's number where a signal ended it.</param>
/// <param name="Lived">From start to end.</param>
/// <param name="Words">What it said on standard error.</param>
internal sealed record SessionEnd(string Command, int ExitCode, TimeSpan Lived, ImmutableArray<string> Words)
{
    private const int SignalBase = 128;
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private const int LastSignal = 64;
    private const int PerfUsage = 129; // perf's own exit code for bad arguments: that is no signal

    /// <summary>The error that won't go away by itself, if it is one.</summary>
    public LiveProblemId? Permanent => ExitCode == 0 ? null : PerfDiagnosis.Find(Words);

    /// <summary>
    /// Somebody else told it to stop. That is most likely the Ctrl-C, or systemd's SIGTERM to the whole service, that is about
    /// to reach us as well.
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
