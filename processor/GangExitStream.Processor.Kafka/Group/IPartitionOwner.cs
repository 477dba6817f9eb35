using Confluent.Kafka;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>Whom the group gives partitions to and takes them from. Called within Consume, on its thread; nothing may be thrown from here.</summary>
public interface IPartitionOwner
{
    /// <summary>More partitions; returns where to read them from.</summary>
    IEnumerable<TopicPartitionOffset> Assigned(List<TopicPartition> assigned);

    /// <summary>When it returns, they may be somebody else's.</summary>
    void Revoked(List<int> partitions);

    /// <summary>They are somebody else's already.</summary>
    void Lost(List<int> partitions);
}
