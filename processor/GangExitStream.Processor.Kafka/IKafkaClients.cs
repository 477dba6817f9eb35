using Confluent.Kafka;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka.Group;

namespace GangExitStream.Processor.Kafka;

/// <summary>
/// Creates the processor's Kafka clients, as Kafka Streams' KafkaClientSupplier does. <see cref="KafkaClients"/> is the implementation for
/// brokers; a host may decorate it. The caller disposes the clients.
/// </summary>
public interface IKafkaClients
{
    /// <summary>The group's member, which reads the input. <paramref name="owner"/> is called within its Consume.</summary>
    IConsumer<PooledBytes, PooledBytes> Group(IPartitionOwner owner);

    /// <summary>Reads the group's offsets; never joins the group.</summary>
    IConsumer<byte[], byte[]> Offsets();

    /// <summary>Reads the state of groups and topics, over another client's connections.</summary>
    IAdminClient Admin(IClient client);

    /// <summary>Reads changelog partitions; member of no group.</summary>
    IConsumer<byte[], byte[]> Changelog(IsolationLevel isolation);

    /// <summary>Writes epochs.</summary>
    IProducer<byte[], byte[]> Transactional(string transactionalId);
}
