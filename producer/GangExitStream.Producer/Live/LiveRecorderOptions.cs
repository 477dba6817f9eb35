using System.Collections.Immutable;

namespace GangExitStream.Producer.Live;

/// <summary>How to record with a command: which, and how patient to be with it. At <see cref="RecorderOptions.StopDeadline"/> it is killed.</summary>
public sealed record LiveRecorderOptions : RecorderOptions
{
    /// <summary>In an argument: the path of a pipe that perf takes as its <c>--control=fifo:</c>; see <see cref="ControlPipe"/>.</summary>
    public const string ControlPlaceholder = "{control}";

    /// <summary>
    /// The command and its arguments; it writes a trace to its standard output until SIGINT, or the end of its standard input,
    /// tells it to end. A script must <c>exec</c> the recorder, or the signal doesn't reach it.
    /// </summary>
    public ImmutableArray<string> Command { get; init; } = PerfRecord("kvm_hv");

    /// <summary>How often perf is asked to write out what its buffers hold, where the command has a <see cref="ControlPlaceholder"/>.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A session that lived this long was a good one: the next restart waits <see cref="RecorderOptions.RestartDelay"/> again.</summary>
    public TimeSpan SteadyAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>So many times in a row the same error that doesn't go away by itself: give up.</summary>
    public int PermanentFailures { get; init; } = 3;

    /// <summary>
    /// The default command for the tracepoints' system. <c>--synth=no</c> leaves out a description of every process of the host,
    /// which nobody here reads. <c>-- cat</c> ties perf's life to ours: perf ends when its workload does, and cat ends when
    /// its standard input, which only this process holds, is closed, even by a SIGKILL of this process.
    /// </summary>
    public static ImmutableArray<string> PerfRecord(string system) =>
    [
        "perf", "record", "-o", "-", "-a", "-R", "-k", "CLOCK_MONOTONIC", "--synth=no", $"--control=fifo:{ControlPlaceholder}",
        "-e", $"{system}:kvm_guest_exit", "-e", $"{system}:kvmppc_run_core", "--", "cat",
    ];

    /// <inheritdoc/>
    public override ILiveRecorder Create(TimeProvider time, Action<string> report) => new LiveRecorder(this, time, report);

    /// <inheritdoc/>
    public override LiveProblem? Check() => PidNamespace.Check(Command.FirstOrDefault() ?? "");
}
