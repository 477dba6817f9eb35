using Confluent.Kafka;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Kafka.Native;

namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>One output topic, with what is looked up once rather than per record.</summary>
internal sealed class OutputTarget(IClient producer, string topic, TopicPartitions partitions, bool isNative) : IDisposable
{
    private readonly NativeBatch?[] _batches = new NativeBatch?[partitions.CountOf(topic)];
    private readonly NativeTopic? _native = isNative ? NativeTopic.TryCreate(producer, topic) : null;

    public string Topic => topic;

    /// <summary>The partition's batch for librdkafka's batch call; null: not available, or off.</summary>
    public NativeBatch? Batch(int partition) => _native is null ? null : _batches[partition] ??= new NativeBatch(_native, partition);

    /// <summary>All batches used so far.</summary>
    public IEnumerable<NativeBatch> Batches => _batches.OfType<NativeBatch>();

    /// <summary>The partition of a record: the input's for the changelog, otherwise by the VM: murmur2 of <c>host/tgid</c>.</summary>
    public int PartitionOf(in OutputRun run) =>
        run.Topic == OutputTopic.State ? run.InputPartition : partitions.HashOf(run.PartitionKey) % _batches.Length;

    public void Dispose() => _native?.Dispose();
}
