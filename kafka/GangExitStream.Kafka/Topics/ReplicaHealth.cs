using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace GangExitStream.Kafka.Topics;

/// <summary>
/// Finds partitions that may take no records: without a leader, or with replicas that are not in sync. Clients retry both without a word
/// (NOT_ENOUGH_REPLICAS, NOT_LEADER_FOR_PARTITION).
/// </summary>
public static class ReplicaHealth
{
    private static readonly DescribeTopicsOptions Request = new() { RequestTimeout = TimeSpan.FromSeconds(5) };

    /// <summary>Asks the brokers over connections of its own. Null: nothing is lacking, or they don't answer. Topics that can't be described are left out.</summary>
    public static async Task<KafkaProblem?> FindAsync(KafkaOptions kafka, IEnumerable<string> topics)
    {
        ArgumentNullException.ThrowIfNull(kafka);
        var admin = new AdminClientBuilder(kafka.ToClientConfig("admin")).LogTo(KafkaLogging.None).Build();
        try
        {
            return ProblemOf((await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(topics), Request).ConfigureAwait(false)).TopicDescriptions);
        }
        catch (DescribeTopicsException e)
        {
            return ProblemOf(e.Results.TopicDescriptions);
        }
        catch (KafkaException)
        {
            return null;
        }
        finally
        {
            _ = Task.Run(admin.Dispose); // may take long where brokers don't answer
        }
    }

    /// <summary>The problem of the partition that lacks most; null: none of the topics that could be described lacks any.</summary>
    public static KafkaProblem? ProblemOf(IEnumerable<TopicDescription> topics)
    {
        var lacking = topics.Where(static topic => !topic.Error.IsError)
            .SelectMany(static topic => topic.Partitions.Select(partition => (topic.Name, Partition: partition, Missing: Missing(partition))))
            .Where(static one => one.Missing.Count > 0 || !HasLeader(one.Partition))
            .ToList();
        if (lacking.Count == 0)
            return null;
        var (name, worst, missing) = lacking.OrderBy(static one => HasLeader(one.Partition)).ThenByDescending(static one => one.Missing.Count).First();
        return new KafkaProblem(
            KafkaProblemId.ReplicasMissing,
            string.Create(CultureInfo.InvariantCulture, $"{name} [{worst.Partition}]"),
            HasLeader(worst)
                ? string.Create(CultureInfo.InvariantCulture, $"{worst.ISR.Count} of its {worst.Replicas.Count} replicas are in sync; brokers take no records where that is less than min.insync.replicas")
                : "it has no leader, so nothing can be written or read",
            $"Start {(missing.Count == 0 ? "its brokers" : "broker " + string.Join(", ", missing))} again, or look at what is wrong there (its log, a full disk)");
    }

    private static bool HasLeader(TopicPartitionInfo partition) => partition.Leader is { Id: >= 0 };

    private static List<int> Missing(TopicPartitionInfo partition) =>
        [.. partition.Replicas.Select(static node => node.Id).Except(partition.ISR.Select(static node => node.Id)).Order()];
}
