using GangExitStream.Producer.Batching;
using GangExitStream.Producer.Pacing;
using GangExitStream.Producer.Sourcing;

namespace GangExitStream.Producer;

/// <summary>How a trace is published.</summary>
public sealed record PublishOptions
{
    /// <summary>Host, source and names that the user gives.</summary>
    public IdentityOptions Identity { get; init; } = new();

    /// <summary>The limits of batches.</summary>
    public BatchLimits Limits { get; init; } = new();

    /// <summary>How fast the trace is replayed.</summary>
    public ReplaySpeed Speed { get; init; } = ReplaySpeed.Max;

    /// <summary>The longest time that an event of a stream, or of a paced replay, waits in an open batch.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// For a live source, which must not block: when the publisher has no room, the oldest batches are dropped, and a Lost event reports them.
    /// </summary>
    public bool DropOldest { get; init; }

    /// <summary>How long an interrupted run may take to publish the events that it has read.</summary>
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
