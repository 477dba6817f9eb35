using System.Globalization;

namespace GangExitStream.Kafka.Topics;

/// <summary>Compares existing topics with the wanted ones. Pure.</summary>
public static class TopicContract
{
    /// <summary>All violations of the contract.</summary>
    public static IEnumerable<KafkaProblem> Check(IReadOnlyCollection<TopicSpec> wanted, IReadOnlyCollection<TopicInfo> found)
    {
        var byName = found.ToDictionary(topic => topic.Name, StringComparer.Ordinal);
        return wanted.SelectMany(spec =>
            byName.TryGetValue(spec.Name, out var topic) ? Check(spec, topic, byName) : [Missing(spec)]);
    }

    private static IEnumerable<KafkaProblem> Check(TopicSpec spec, TopicInfo topic, Dictionary<string, TopicInfo> byName)
    {
        if (topic.CleanupPolicy != spec.CleanupPolicy)
            yield return Differs(spec, "cleanup.policy", topic.CleanupPolicy, spec.CleanupPolicy, PolicyStep(spec));
        if (spec.Partitions is { } partitions && topic.Partitions != partitions)
            yield return Differs(spec, "partitions", Text(topic.Partitions), Text(partitions), Remake);
        if (spec.SamePartitionsAs is { } input && byName.TryGetValue(input, out var other) && other.Partitions != topic.Partitions)
            yield return Differs(spec, "partitions", Text(topic.Partitions), $"{Text(other.Partitions)}, as {input} has", Remake);
        if (spec.ReplicationFactor is { } copies && topic.ReplicationFactor != copies)
            yield return Differs(spec, "replication factor", Text(topic.ReplicationFactor), Text(copies), Remake);
        if (topic.MinInSync > topic.ReplicationFactor)
            yield return Differs(spec, "min.insync.replicas", Text(topic.MinInSync), $"{Text(topic.ReplicationFactor)} at most, its replication factor", "Lower it with kafka-configs.sh, or nothing can be written");
        if (topic.MaxMessageBytes < TopicPlan.MinMessageBytes)
            yield return Differs(spec, "max.message.bytes", Text(topic.MaxMessageBytes), $"{Text(TopicPlan.MinMessageBytes)} at least, since one record may be so large", SizeStep(spec));
    }

    private const string Remake = "Use another --topic-prefix, or delete the topic and run `gangexit topics create`";

    private static string PolicyStep(TopicSpec spec) =>
        $"Set it with kafka-configs.sh --alter --topic {spec.Name} --add-config cleanup.policy={spec.CleanupPolicy}";

    private static string SizeStep(TopicSpec spec) =>
        $"Raise it with kafka-configs.sh --alter --topic {spec.Name} --add-config max.message.bytes={Text(TopicPlan.MaxEventBytes)}";

    private static KafkaProblem Missing(TopicSpec spec) =>
        new(KafkaProblemId.TopicMissing, spec.Name, "the topic isn't there", "Run `gangexit topics create` with the same prefixes and --group");

    private static KafkaProblem Differs(TopicSpec spec, string setting, string found, string wanted, string nextStep) =>
        new(KafkaProblemId.TopicSetting, spec.Name, $"{setting} is {found}, wanted {wanted}", nextStep);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
