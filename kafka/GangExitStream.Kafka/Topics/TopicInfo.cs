using System.Collections.Immutable;
using System.Globalization;

namespace GangExitStream.Kafka.Topics;

/// <summary>An existing topic.</summary>
/// <param name="Name">The name.</param>
/// <param name="Partitions">The number of partitions.</param>
/// <param name="ReplicationFactor">The number of replicas of each partition; the smallest if they differ.</param>
/// <param name="Settings">The effective settings, including defaults.</param>
public sealed record TopicInfo(string Name, int Partitions, int ReplicationFactor, ImmutableSortedDictionary<string, string> Settings)
{
    /// <summary>The cleanup.policy: <c>delete</c>, <c>compact</c> or both.</summary>
    public string CleanupPolicy => Settings.GetValueOrDefault("cleanup.policy", "");

    /// <summary>min.insync.replicas: the number of replicas that must have a record before acks=all confirms it.</summary>
    public int MinInSync =>
        Number("min.insync.replicas", 1);

    /// <summary>max.message.bytes: the size of the largest batch of records that brokers take.</summary>
    public int MaxMessageBytes => Number("max.message.bytes", TopicPlan.MaxEventBytes);

    private int Number(string setting, int standard) =>
        int.TryParse(Settings.GetValueOrDefault(setting), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : standard;
}

/// <summary>The result of an admin request.</summary>
/// <param name="Topics">The existing topics.</param>
/// <param name="Problems">All problems; empty when the contract holds.</param>
/// <param name="Created">The names of the topics that the request created.</param>
public sealed record TopicsResult(ImmutableArray<TopicInfo> Topics, ImmutableArray<KafkaProblem> Problems, ImmutableArray<string> Created = default)
{
    /// <summary>Whether the contract holds.</summary>
    public bool IsGood => Problems.IsEmpty;

    internal static TopicsResult Failed(KafkaProblem problem) => new([], [problem], []);
}
