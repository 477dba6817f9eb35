using Confluent.Kafka;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Kafka.Native;

namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>One output topic: what is looked up once, not for every record.</summary>
internal sealed class OutputTarget(IClient producer, string topic, TopicPartitions partitions, bool isNative) : IDisposable
{
    private readonly NativeBatch?[] _batches = new NativeBatch?[partitions.CountOf(topic)];
    private readonly NativeTopic? _native = isNative ? NativeTopic.TryCreate(producer, topic) : null;

    public string Topic => topic;

    /// <summary>librdkafka's own call for many records; null where it can't be had, or isn't worth it.</summary>
    public NativeBatch? Batch(int partition) => _native is null ? null : _batches[partition] ??= new NativeBatch(_native, partition);

    /// <summary>All batches that were used so far.</summary>
    public IEnumerable<NativeBatch> Batches => _batches.OfType<NativeBatch>();

    /// <summary>The changelog's partition is the input's, all others follow the VM: murmur2 of <c>host/tgid</c>.</summary>
    public int PartitionOf(in OutputRun run) =>
        run.Topic == OutputTopic.State ? run.InputPartition : partitions.HashOf(run.PartitionKey) % _batches.Length;

    public void Dispose() => _native?.Dispose();
}
