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

/// <summary>Who keeps our partitions just now: an attempt. Called as <see cref="IPartitionOwner"/> is.</summary>
internal interface IPartitionKeeper
{
    /// <summary>More partitions. Where to read them from is for the keeper to say, by a seek: until then what is read of them is nobody's.</summary>
    void Assigned(IReadOnlyList<int> partitions);

    /// <summary>When it returns, they may be somebody else's.</summary>
    void Revoked(IReadOnlyList<int> partitions);

    /// <summary>They are somebody else's already.</summary>
    void Lost(IReadOnlyList<int> partitions);
}
