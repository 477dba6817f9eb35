using Confluent.Kafka;
using GangExitStream.Kafka;

namespace GangExitStream.Producer.Publishing;

/// <summary>Why a batch could not be delivered to Kafka.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Reason">The client's error text.</param>
public sealed record DeliveryFault(string Topic, int Partition, string Reason)
{
    /// <summary>The fault as a numbered problem for the user.</summary>
    public KafkaProblem ToProblem() => new(
        KafkaProblemId.NotDelivered,
        $"{Topic} [{Partition}]",
        $"a batch wasn't delivered: {Reason}",
        "Remove the cause and publish the trace again: batches that were delivered are not counted twice");

    internal static DeliveryFault Of(TopicPartition partition, Error error) => new(partition.Topic, partition.Partition.Value, error.Reason);
}
