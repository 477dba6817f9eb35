namespace GangExitStream.Processor.Kafka;

/// <summary>A phase of the processor's life cycle.</summary>
public enum ProcessPhase
{
    /// <summary>Connecting and joining the group.</summary>
    Starting,

    /// <summary>Assigned partitions are being restored.</summary>
    Restoring,

    /// <summary>Member of the group, all assigned partitions restored.</summary>
    Running,

    /// <summary>An attempt failed; the next one begins soon.</summary>
    BackingOff,

    /// <summary>Committing the records that were read, then leaving the group.</summary>
    Stopping,
}
