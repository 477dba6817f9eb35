using Confluent.Kafka;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka.Group;

namespace GangExitStream.Processor.Kafka;

/// <summary>
/// Makes the processor's Kafka clients, as Kafka Streams' KafkaClientSupplier does. <see cref="KafkaClients"/> is the real one; the
/// chaos program decorates what it makes, tests have one without brokers. Whoever asks for a client disposes it.
/// </summary>
public interface IKafkaClients
{
    /// <summary>The group's member: reads the input. <paramref name="owner"/> is called within its Consume.</summary>
    IConsumer<PooledBytes, PooledBytes> Group(IPartitionOwner owner);

    /// <summary>Asks for the group's offsets; it never joins.</summary>
    IConsumer<byte[], byte[]> Offsets();

    /// <summary>Asks for the group's state, over another client's connections.</summary>
    IAdminClient Admin(IClient client);

    /// <summary>Reads changelog partitions; it belongs to no group.</summary>
    IConsumer<byte[], byte[]> Changelog(IsolationLevel isolation);

    /// <summary>Writes epochs.</summary>
    IProducer<byte[], byte[]> Transactional(string transactionalId);
}
