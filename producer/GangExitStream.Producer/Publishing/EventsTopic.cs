using GangExitStream.Kafka.Topics;

namespace GangExitStream.Producer.Publishing;

/// <summary>The topic that events are published to.</summary>
/// <param name="Name">Its name, prefix included.</param>
/// <param name="Partitions">Number of partitions.</param>
public sealed record EventsTopic(string Name, int Partitions)
{
    /// <summary>max.message.bytes: batches of records are cut to fit.</summary>
    public int MaxMessageBytes { get; init; } = TopicPlan.MaxEventBytes;
}
