using System.Collections.Immutable;

namespace GangExitStream.Producer.Live.Command;

/// <summary>Options of recording with a command. It is killed at <see cref="RecorderOptions.StopDeadline"/>.</summary>
public sealed record LiveRecorderOptions : RecorderOptions
{
    /// <summary>Placeholder in arguments for the path of perf's <c>--control=fifo:</c> pipe; see <see cref="ControlPipe"/>.</summary>
    public const string ControlPlaceholder = "{control}";

    /// <summary>
    /// The command and its arguments. It writes a trace to its standard output, and ends on SIGINT or the end of its standard input. A script
    /// must <c>exec</c> the recorder, so that the signal reaches it.
    /// </summary>
    public ImmutableArray<string> Command { get; init; } = PerfRecord("kvm_hv");

    /// <summary>Interval at which perf is made to write out its buffers, if the command has a <see cref="ControlPlaceholder"/>.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A session that lasted this long resets the back-off to <see cref="RecorderOptions.RestartDelay"/>.</summary>
    public TimeSpan SteadyAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Number of consecutive ends with the same permanent error after which the recorder gives up.</summary>
    public int PermanentFailures { get; init; } = 3;

    /// <summary>
    /// The default command for a tracepoint system. <c>--synth=no</c> leaves out the description of every process of the host, which is
    /// not used. <c>-- cat</c> ends perf together with this process: perf ends when its workload does, and cat ends when its standard input is
    /// closed, which only this process holds, even if it is killed.
    /// </summary>
    /// <param name="system">The tracepoints' system.</param>
    /// <param name="guestTimes">Whether kvm_guest_enter is recorded as well, which gives the guest exits' guest_ns.</param>
    /// <param name="hcalls">Whether kvm_hcall_enter is recorded as well: the producer counts hcalls by name.</param>
    public static ImmutableArray<string> PerfRecord(string system, bool guestTimes = false, bool hcalls = false) =>
    [
        "perf", "record", "-o", "-", "-a", "-R", "-k", "CLOCK_MONOTONIC", "--synth=no", $"--control=fifo:{ControlPlaceholder}",
        .. RecordedEvents.Names(guestTimes, hcalls).SelectMany(name => new[] { "-e", $"{system}:{name}" }),
        "--", "cat",
    ];

    /// <inheritdoc/>
    public override ILiveRecorder Create(TimeProvider time, Action<string> report) => new LiveRecorder(this, time, report);

    /// <inheritdoc/>
    public override LiveProblem? Check() => PidNamespace.Check(Command.FirstOrDefault() ?? "");
}
