namespace GangExitStream.Producer.Live;

/// <summary>An expected failure of live recording.</summary>
/// <param name="Id">The kind.</param>
/// <param name="Place">The command, or the file in tracefs.</param>
/// <param name="Message">The failure, with the recorder's own message.</param>
/// <param name="NextStep">The next step for the user.</param>
public sealed record LiveProblem(LiveProblemId Id, string Place, string Message, string NextStep)
{
    /// <summary>The problem as one line.</summary>
    public override string ToString() => $"GX{(int)Id} {Place}: {Message}. {NextStep}";
}

/// <summary>The kinds of problems of live recording; <c>docs/diagnostics.md</c> lists them.</summary>
public enum LiveProblemId
{
    /// <summary>GX3001: the command does not exist or can't be run.</summary>
    CannotStart = 3001,

    /// <summary>GX3002: no permission to record with perf or to write tracefs.</summary>
    NotPermitted = 3002,

    /// <summary>GX3003: the kernel has no such tracepoint.</summary>
    NoSuchEvent = 3003,

    /// <summary>GX3004: this version of perf lacks an option.</summary>
    BadOption = 3004,

    /// <summary>GX3005: tracefs isn't mounted.</summary>
    NoTracefs = 3005,

    /// <summary>GX3006: a PID namespace (a container) hides the host's thread ids; a warning.</summary>
    OtherPidNamespace = 3006,

    /// <summary>GX3007: the kernel's lockdown forbids tracing.</summary>
    LockedDown = 3007,

    /// <summary>GX3008: tracefs refuses a setting: no such clock, no memory for the buffers.</summary>
    Refused = 3008,

    /// <summary>GX3009: the formats of this kernel's events can't be used.</summary>
    UnusableFormats = 3009,

    /// <summary>GX3010: events were dropped because Kafka is too slow; a warning.</summary>
    EventsDropped = 3010,

    /// <summary>GX3011: the recorder's buffers overflowed; a warning.</summary>
    EventsLost = 3011,
}
