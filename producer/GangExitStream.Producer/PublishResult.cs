using GangExitStream.Traces;

namespace GangExitStream.Producer;

/// <summary>How publishing a trace ended.</summary>
public enum PublishEnd
{
    /// <summary>All of it was handed over, end marks included.</summary>
    Done,

    /// <summary>Told to stop: what had been read was handed over, without end marks.</summary>
    Interrupted,

    /// <summary>A batch couldn't be delivered.</summary>
    NotDelivered,

    /// <summary>The trace couldn't be read, or not to its end: no end marks.</summary>
    Unreadable,
}

/// <summary>What became of one trace, or of one of the recordings that an input holds.</summary>
public sealed record PublishResult
{
    /// <summary>How it ended.</summary>
    public required PublishEnd End { get; init; }

    /// <summary>Under which names; null where no event came.</summary>
    public SourceIdentity? Source { get; init; }

    /// <summary>What the reader found; null where the trace wasn't even opened.</summary>
    public TraceSummary? Summary { get; init; }

    /// <summary>What the trace says about itself; null where <see cref="Summary"/> is.</summary>
    public TraceInfo? Info { get; init; }

    /// <summary>Which of the recordings in its input it is, from 1.</summary>
    public int Part { get; init; } = 1;

    /// <summary>Most threads that a run_core of it had; null where it has no Enter.</summary>
    public int? MostThreads { get; init; }

    /// <summary>VMs.</summary>
    public int Vms { get; init; }

    /// <summary>Events whose VM the trace doesn't tell.</summary>
    public long Unattributed { get; init; }

    /// <summary>Events of more VMs than a source may have.</summary>
    public long Refused { get; init; }

    /// <summary>Events dropped because Kafka didn't take them in time.</summary>
    public long Dropped { get; init; }
}
