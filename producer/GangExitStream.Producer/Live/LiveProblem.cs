namespace GangExitStream.Producer.Live;

/// <summary>Why live recording can't go on, or is of little use; <c>docs/diagnostics.md</c> lists them.</summary>
public enum LiveProblemId
{
    /// <summary>GX3001: the command isn't there, or can't be run.</summary>
    CannotStart = 3001,

    /// <summary>GX3002: perf may not record, or tracefs may not be written.</summary>
    NotPermitted = 3002,

    /// <summary>GX3003: the kernel has no such tracepoint.</summary>
    NoSuchEvent = 3003,

    /// <summary>GX3004: this perf doesn't know an option.</summary>
    BadOption = 3004,

    /// <summary>GX3005: tracefs isn't mounted.</summary>
    NoTracefs = 3005,

    /// <summary>GX3006: a PID namespace (a container) hides the host's thread ids; said, and gone on.</summary>
    OtherPidNamespace = 3006,

    /// <summary>GX3007: the kernel is locked down: nobody may trace it.</summary>
    LockedDown = 3007,

    /// <summary>GX3008: tracefs refuses a setting: no such clock, no memory for the buffers.</summary>
    Refused = 3008,

    /// <summary>GX3009: the formats of this kernel's events can't be used.</summary>
    UnusableFormats = 3009,

    /// <summary>GX3010: Kafka doesn't take events in time; said, and gone on.</summary>
    EventsDropped = 3010,

    /// <summary>GX3011: the recorder's buffers ran over; said, and gone on.</summary>
    EventsLost = 3011,
}

/// <summary>An expected failure of live recording: what, of which command, and what to do next.</summary>
/// <param name="Id">The kind.</param>
/// <param name="Place">The command, or the file in tracefs.</param>
/// <param name="Message">What was found, with the recorder's own words.</param>
/// <param name="NextStep">What to do about it.</param>
public sealed record LiveProblem(LiveProblemId Id, string Place, string Message, string NextStep)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => $"GX{(int)Id} {Place}: {Message}. {NextStep}";
}
