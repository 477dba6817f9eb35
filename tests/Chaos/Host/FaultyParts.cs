using Confluent.Kafka;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka;
using GangExitStream.Processor.Kafka.Group;

namespace GangExitStream.Tests.Chaos.Host;

/// <summary>The product's clients, with a fault in their calls.</summary>
internal sealed class FaultyClients(IKafkaClients clients, FaultPoint fault) : IKafkaClients
{
    public IConsumer<PooledBytes, PooledBytes> Group(IPartitionOwner owner) => clients.Group(new FaultyOwner(owner, fault));

    public IConsumer<byte[], byte[]> Offsets() => clients.Offsets();

    public IAdminClient Admin(IClient client) => clients.Admin(client);

    public IConsumer<byte[], byte[]> Changelog(IsolationLevel isolation) => Around<IConsumer<byte[], byte[]>>.Put(clients.Changelog(isolation), name =>
    {
        if (name == nameof(IConsumer<,>.QueryWatermarkOffsets))
            fault.Reach("restore");
    });

    public IProducer<byte[], byte[]> Transactional(string transactionalId) =>
        Around<IProducer<byte[], byte[]>>.Put(clients.Transactional(transactionalId), name => fault.Reach(StepOf(name)));

    private static string StepOf(string method) => method switch
    {
        nameof(IProducer<,>.BeginTransaction) => "begin",
        nameof(IProducer<,>.SendOffsetsToTransaction) => "offsets",
        nameof(IProducer<,>.CommitTransaction) => "commit",
        _ => "none",
    };
}

/// <summary>What commits, with a fault behind each part and behind each commit.</summary>
internal sealed class FaultyCommitter(IEpochCommitter transactions, FaultPoint fault) : IEpochCommitter
{
    public async Task WriteAsync(EpochPart part, CancellationToken cancel)
    {
        await transactions.WriteAsync(part, cancel);
        fault.Reach("produce");
    }

    public async Task CommitAsync(Epoch epoch, CancellationToken cancel)
    {
        await transactions.CommitAsync(epoch, cancel);
        fault.Reach("committed");
    }
}

/// <summary>The owner of partitions, with a fault before it gives some up. Nothing may be thrown there: where it is to fail, they are lost.</summary>
internal sealed class FaultyOwner(IPartitionOwner owner, FaultPoint fault) : IPartitionOwner
{
    public IEnumerable<TopicPartitionOffset> Assigned(List<TopicPartition> assigned) => owner.Assigned(assigned);

    public void Revoked(List<int> partitions)
    {
        if (partitions.Count > 0 && fault.FailsAt("handover"))
            owner.Lost(partitions);
        else
            owner.Revoked(partitions);
    }

    public void Lost(List<int> partitions) => owner.Lost(partitions);
}
