using Confluent.Kafka;
using GangExitStream.Kafka;

namespace GangExitStream.Producer.Publishing;

/// <summary>Why a batch isn't in Kafka.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Reason">In words.</param>
public sealed record DeliveryFault(string Topic, int Partition, string Reason)
{
    /// <summary>As users see it.</summary>
    public KafkaProblem ToProblem() => new(
        KafkaProblemId.NotDelivered,
        $"{Topic} [{Partition}]",
        $"a batch wasn't delivered: {Reason}",
        "Remove the cause and publish the trace again: what is there already stays as it is");

    internal static DeliveryFault Of(TopicPartition partition, Error error) => new(partition.Topic, partition.Partition.Value, error.Reason);
}
