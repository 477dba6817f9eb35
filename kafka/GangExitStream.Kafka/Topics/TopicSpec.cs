using System.Collections.Immutable;

namespace GangExitStream.Kafka.Topics;

/// <summary>A topic as it should be.</summary>
public sealed record TopicSpec
{
    /// <summary>Its name, prefix included.</summary>
    public required string Name { get; init; }

    /// <summary>What its cleanup.policy must be: <c>compact</c> or <c>delete</c>.</summary>
    public required string CleanupPolicy { get; init; }

    /// <summary>Its partitions; null: any number when it exists.</summary>
    public int? Partitions { get; init; }

    /// <summary>Its copies; null: any number when it exists.</summary>
    public short? ReplicationFactor { get; init; }

    /// <summary>Whose number of partitions it must have, because each of its records lies in its input's partition.</summary>
    public string? SamePartitionsAs { get; init; }

    /// <summary>Settings given when it is made; afterwards they are the operator's.</summary>
    public ImmutableSortedDictionary<string, string> InitialSettings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
