using System.Globalization;
using Confluent.Kafka.Admin;

namespace GangExitStream.Kafka.Topics;

/// <summary>Converts missing topics to creation requests.</summary>
internal static class NewTopics
{
    /// <summary>When the user gives no number of partitions, new topics get that of the existing events topic, or the default.</summary>
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
        // With one replica down, writes continue, and a confirmed record is still on at least two replicas.
        if (copies >= 3)
            settings["min.insync.replicas"] = (copies - 1).ToString(CultureInfo.InvariantCulture);
        return new TopicSpecification { Name = spec.Name, NumPartitions = partitions, ReplicationFactor = copies, Configs = settings };
    }
}
