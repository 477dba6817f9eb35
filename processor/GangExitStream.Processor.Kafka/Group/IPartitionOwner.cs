using Confluent.Kafka;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>Receives the group's rebalance callbacks. Called within Consume, on its thread; must not throw.</summary>
public interface IPartitionOwner
{
    /// <summary>Adds partitions; returns the offsets to read them from.</summary>
    IEnumerable<TopicPartitionOffset> Assigned(List<TopicPartition> assigned);

    /// <summary>Removes partitions. After it returns, other members may own them.</summary>
    void Revoked(List<int> partitions);

    /// <summary>Removes partitions that other members may own already.</summary>
    void Lost(List<int> partitions);
}
