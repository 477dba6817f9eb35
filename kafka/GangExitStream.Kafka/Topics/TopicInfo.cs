using System.Collections.Immutable;
using System.Globalization;

namespace GangExitStream.Kafka.Topics;

/// <summary>A topic as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">Its partitions.</param>
/// <param name="ReplicationFactor">The copies of each partition (the fewest, should they differ).</param>
/// <param name="Settings">Its settings as they are in force, defaults included.</param>
public sealed record TopicInfo(string Name, int Partitions, int ReplicationFactor, ImmutableSortedDictionary<string, string> Settings)
{
    /// <summary>What may happen to old records: <c>delete</c>, <c>compact</c> or both.</summary>
    public string CleanupPolicy => Settings.GetValueOrDefault("cleanup.policy", "");

    /// <summary>Copies that must have a record before acks=all confirms it.</summary>
    public int MinInSync =>
        int.TryParse(Settings.GetValueOrDefault("min.insync.replicas", "1"), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 1;
}

/// <summary>What an admin request found.</summary>
/// <param name="Topics">The topics that exist.</param>
/// <param name="Problems">Everything that isn't as it should be.</param>
/// <param name="Created">The topics that this request made.</param>
public sealed record TopicsResult(ImmutableArray<TopicInfo> Topics, ImmutableArray<KafkaProblem> Problems, ImmutableArray<string> Created = default)
{
    /// <summary>Whether the contract holds.</summary>
    public bool IsGood => Problems.IsEmpty;

    internal static TopicsResult Failed(KafkaProblem problem) => new([], [problem], []);
}
