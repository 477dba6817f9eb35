namespace GangExitStream.Processor.Kafka;

/// <summary>Where the processor is in its life.</summary>
public enum ProcessPhase
{
    /// <summary>Connecting and joining the group.</summary>
    Starting,

    /// <summary>Partitions were assigned; their state is being restored.</summary>
    Restoring,

    /// <summary>In the group, all partitions of ours restored.</summary>
    Running,

    /// <summary>An attempt failed; the next one begins soon.</summary>
    BackingOff,

    /// <summary>Committing what was read, and leaving.</summary>
    Stopping,
}
