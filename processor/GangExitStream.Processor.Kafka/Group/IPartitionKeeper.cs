namespace GangExitStream.Processor.Kafka.Group;

/// <summary>The current owner of the partitions: an attempt. Called as <see cref="IPartitionOwner"/> is.</summary>
internal interface IPartitionKeeper
{
    /// <summary>Adds partitions. The keeper seeks to where they are read from; records before that are dropped.</summary>
    void Assigned(IReadOnlyList<int> partitions);

    /// <summary>Removes partitions. After it returns, other members may own them.</summary>
    void Revoked(IReadOnlyList<int> partitions);

    /// <summary>Removes partitions that other members may own already.</summary>
    void Lost(IReadOnlyList<int> partitions);
}
