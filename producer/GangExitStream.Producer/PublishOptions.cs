using GangExitStream.Producer.Batching;
using GangExitStream.Producer.Pacing;
using GangExitStream.Producer.Sourcing;

namespace GangExitStream.Producer;

/// <summary>How a trace is published.</summary>
public sealed record PublishOptions
{
    /// <summary>Who it is.</summary>
    public IdentityOptions Identity { get; init; } = new();

    /// <summary>Where batches are cut.</summary>
    public BatchLimits Limits { get; init; } = new();

    /// <summary>How fast it is replayed.</summary>
    public ReplaySpeed Speed { get; init; } = ReplaySpeed.Max;

    /// <summary>The longest that an event of a stream, or of a paced replay, waits for its batch to fill.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// For a source that must not be kept waiting: without room, the oldest batches are dropped, and the stream says so.
    /// </summary>
    public bool DropOldest { get; init; }

    /// <summary>How long an interrupted run may take to hand over what it has read.</summary>
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
