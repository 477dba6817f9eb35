using Confluent.Kafka;
using GangExitStream.Processor.Epochs;

namespace GangExitStream.Processor.Running;

/// <summary>One output topic: what is looked up once, not for every record.</summary>
internal sealed class OutputTarget(IClient producer, string topic, TopicPartitions partitions, bool isBatched) : IDisposable
{
    private readonly int _count = partitions.CountOf(topic);

    public string Topic => topic;

    /// <summary>librdkafka's own call for many records; null where it can't be had, or isn't worth it.</summary>
    public NativeBatch? Batch { get; } = isBatched ? NativeBatch.TryCreate(producer, topic) : null;

    /// <summary>The changelog's partition is the input's, all others follow the VM: murmur2 of <c>host/tgid</c>.</summary>
    public int PartitionOf(in OutputRecord record) =>
        record.Topic == OutputTopic.State ? record.InputPartition : partitions.HashOf(record.PartitionKey) % _count;

    public void Dispose() => Batch?.Dispose();
}
