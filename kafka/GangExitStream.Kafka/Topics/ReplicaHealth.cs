using System.Globalization;
using Confluent.Kafka;

namespace GangExitStream.Kafka.Topics;

/// <summary>
/// Finds partitions that may take no records: without a leader, or with replicas that are not in sync. Clients retry both without a word
/// (NOT_ENOUGH_REPLICAS, NOT_LEADER_FOR_PARTITION).
/// </summary>
public static class ReplicaHealth
{
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(3);

    /// <summary>Asks the brokers over connections of its own. Null: nothing is lacking, or they don't answer.</summary>
    public static async Task<KafkaProblem?> FindAsync(KafkaOptions kafka, IReadOnlyCollection<string> topics)
    {
        using var lookup = TopicLookup.Connect(kafka, "admin", KafkaLogging.None);
        try
        {
            return ProblemOf(await lookup.FindAsync(topics, Request, CancellationToken.None).ConfigureAwait(false));
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    /// <summary>The problem of the partition that lacks most; null: none lacks any.</summary>
    public static KafkaProblem? ProblemOf(IEnumerable<TopicMetadata> topics) => WorstOf(topics, static partition => partition.Leader < 0 || Missing(partition).Count > 0);

    /// <summary>The problem of a partition without a leader; null: all have one.</summary>
    public static KafkaProblem? LeaderlessOf(IEnumerable<TopicMetadata> topics) => WorstOf(topics, static partition => partition.Leader < 0);

    private static KafkaProblem? WorstOf(IEnumerable<TopicMetadata> topics, Func<PartitionMetadata, bool> lacks)
    {
        var lacking = topics.SelectMany(topic => topic.Partitions.Where(lacks).Select(partition => (topic.Topic, Partition: partition, Missing: Missing(partition)))).ToList();
        if (lacking.Count == 0)
            return null;
        var (name, worst, missing) = lacking.OrderBy(static one => one.Partition.Leader >= 0).ThenByDescending(static one => one.Missing.Count).First();
        return new KafkaProblem(
            KafkaProblemId.ReplicasMissing,
            string.Create(CultureInfo.InvariantCulture, $"{name} [{worst.PartitionId}]"),
            worst.Leader < 0
                ? "it has no leader, so nothing can be written or read"
                : string.Create(CultureInfo.InvariantCulture, $"{worst.InSyncReplicas.Length} of its {worst.Replicas.Length} replicas are in sync; brokers take no records where that is less than min.insync.replicas"),
            $"Start {(missing.Count == 0 ? "its brokers" : "broker " + string.Join(", ", missing))} again, or look at what is wrong there (its log, a full disk)");
    }

    private static List<int> Missing(PartitionMetadata partition) =>
        partition.Leader < 0 ? [.. partition.Replicas.Order()] : [.. partition.Replicas.Except(partition.InSyncReplicas).Order()];
}
