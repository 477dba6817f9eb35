using System.Globalization;
using Confluent.Kafka.Admin;

namespace GangExitStream.Kafka.Topics;

/// <summary>Turns what should be made into what the broker is asked for.</summary>
internal static class NewTopics
{
    /// <summary>The existing topics decide where the user left it open: a new changelog gets its input's partitions.</summary>
    public static List<TopicSpecification> From(TopicPlan plan, IEnumerable<TopicSpec> missing, IReadOnlyCollection<TopicInfo> existing, int brokers)
    {
        var partitions = plan.Partitions
            ?? existing.FirstOrDefault(topic => topic.Name == plan.Names.Events)?.Partitions
            ?? TopicPlan.DefaultPartitions;
        var copies = plan.ReplicationFactor ?? (short)Math.Clamp(brokers, 1, 3);
        return [.. missing.Select(spec => ToSpecification(spec, partitions, copies))];
    }

    private static TopicSpecification ToSpecification(TopicSpec spec, int partitions, short copies)
    {
        var settings = new Dictionary<string, string>(spec.InitialSettings, StringComparer.Ordinal)
        {
            ["cleanup.policy"] = spec.CleanupPolicy,
        };
        // One copy may be away without stopping writes, and a confirmed record survives the loss of one more.
        if (copies >= 3)
            settings["min.insync.replicas"] = (copies - 1).ToString(CultureInfo.InvariantCulture);
        return new TopicSpecification { Name = spec.Name, NumPartitions = partitions, ReplicationFactor = copies, Configs = settings };
    }
}
