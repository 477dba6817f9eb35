using System.Collections.Immutable;

namespace GangExitStream.Kafka.Topics;

/// <summary>A wanted topic.</summary>
public sealed record TopicSpec
{
    /// <summary>The name, including the prefix.</summary>
    public required string Name { get; init; }

    /// <summary>The required cleanup.policy: <c>compact</c> or <c>delete</c>.</summary>
    public required string CleanupPolicy { get; init; }

    /// <summary>The required number of partitions; null: any.</summary>
    public int? Partitions { get; init; }

    /// <summary>The required replication factor; null: any.</summary>
    public short? ReplicationFactor { get; init; }

    /// <summary>Name of the topic that must have the same number of partitions, because records are written to the partition number of their input.</summary>
    public string? SamePartitionsAs { get; init; }

    /// <summary>Settings for the creation of the topic. Operators may change them later.</summary>
    public ImmutableSortedDictionary<string, string> InitialSettings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
