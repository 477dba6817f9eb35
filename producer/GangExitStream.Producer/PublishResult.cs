using GangExitStream.Traces;

namespace GangExitStream.Producer;

/// <summary>How publishing a trace ended.</summary>
public enum PublishEnd
{
    /// <summary>The whole trace was passed to the publisher, end-of-source marks included.</summary>
    Done,

    /// <summary>Cancelled: the events read so far were passed to the publisher, without end-of-source marks.</summary>
    Interrupted,

    /// <summary>A batch couldn't be delivered.</summary>
    NotDelivered,

    /// <summary>The trace could not be read, or not to its end; no end-of-source marks were published.</summary>
    Unreadable,
}

/// <summary>The result of publishing one recording of an input.</summary>
public sealed record PublishResult
{
    /// <summary>How it ended.</summary>
    public required PublishEnd End { get; init; }

    /// <summary>Host and source of the events; null: there was no event.</summary>
    public SourceIdentity? Source { get; init; }

    /// <summary>Counts and damage that the reader found; null when publishing was interrupted or failed, since the reader may still be running.</summary>
    public TraceSummary? Summary { get; init; }

    /// <summary>What the trace says about itself; null when <see cref="Summary"/> is null.</summary>
    public TraceInfo? Info { get; init; }

    /// <summary>Number of the recording in its input, from 1.</summary>
    public int Part { get; init; } = 1;

    /// <summary>The largest n_runnable of its run_core events; null: it has no Enter.</summary>
    public int? MostThreads { get; init; }

    /// <summary>Number of VMs.</summary>
    public int Vms { get; init; }

    /// <summary>Events without a known VM; not published.</summary>
    public long Unattributed { get; init; }

    /// <summary>Events of VMs beyond <see cref="Batching.VmBatcher.MaxVms"/>; not published.</summary>
    public long Refused { get; init; }

    /// <summary>Events dropped because Kafka did not accept them in time.</summary>
    public long Dropped { get; init; }
}
