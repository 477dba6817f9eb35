using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Properties;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka.Group;

namespace GangExitStream.Processor.Kafka;

/// <summary>Creates clients of brokers. Settings that the contract needs are set last, so that no property overrides them.</summary>
public sealed class KafkaClients(RunOptions options) : IKafkaClients
{
    private const int Megabyte = 1 << 20;
    private const int MaxPollIntervalMs = 300_000; // its default
    private const int QueuedKbytes = 8 * 1024; // of unpacked records: with more they would leave the CPU cache before they are decoded
    private const int FetchQueueBackoffMs = 5; // the default stops fetching for a second whenever the queue is full

    /// <inheritdoc/>
    public IConsumer<PooledBytes, PooledBytes> Group(IPartitionOwner owner) =>
        new ConsumerBuilder<PooledBytes, PooledBytes>(GroupConfig(options))
            .SetKeyDeserializer(new PooledBytesDeserializer())
            .SetValueDeserializer(new PooledBytesDeserializer())
            .SetPartitionsAssignedHandler((_, assigned) => owner.Assigned(assigned))
            .SetPartitionsRevokedHandler((_, revoked) => owner.Revoked([.. revoked.Select(p => p.Partition.Value)]))
            .SetPartitionsLostHandler((_, lost) => owner.Lost([.. lost.Select(p => p.Partition.Value)]))
            .LogTo(Log)
            .Build();

    /// <summary>The configuration of the group's member.</summary>
    internal static ConsumerConfig GroupConfig(RunOptions options)
    {
        var config = options.Kafka.ToMemberConfig("process");
        config.GroupId = options.Group;
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        var sessionMs = (int)options.Timeouts.Checked().Session.TotalMilliseconds;
        if (!options.Kafka.HasConsumerProtocol) // in the consumer protocol the coordinator assigns and has the time-outs
        {
            config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky;
            config.SessionTimeoutMs = sessionMs;
            // A rebalance begins with a heartbeat's response, and refuses offsets that are in flight, which ends the attempt
            // (see GroupConsumer.KeepTime). A multiple of the commit interval would coincide with commits repeatedly.
            config.HeartbeatIntervalMs = (int)Math.Max(1, sessionMs * 937L / 10_000);
        }
        config.MaxPollIntervalMs = Math.Max(config.MaxPollIntervalMs ?? MaxPollIntervalMs, sessionMs); // librdkafka refuses less
        config.EnablePartitionEof = true;
        config.ConsumeResultFields = "none";
        config.FetchWaitMaxMs ??= 20;
        if (config.ReceiveMessageMaxBytes is null) // else the library fits the two together
            config.FetchMaxBytes ??= options.FetchBytes;
        config.QueuedMinMessages ??= 100_000;
        config.QueuedMaxMessagesKbytes ??= QueuedKbytes;
        config.FetchQueueBackoffMs ??= FetchQueueBackoffMs;
        config.MaxPartitionFetchBytes ??= 4 * Megabyte;
        return config;
    }

    /// <inheritdoc/>
    public IConsumer<byte[], byte[]> Offsets()
    {
        var config = options.Kafka.ToConsumerConfig("process");
        config.GroupId = options.Group;
        config.EnableAutoCommit = false;
        config.IsolationLevel = IsolationLevel.ReadCommitted; // waits for open transactions that commit offsets
        return new ConsumerBuilder<byte[], byte[]>(config).LogTo(Log).Build();
    }

    /// <inheritdoc/>
    public IAdminClient Admin(IClient client) => new DependentAdminClientBuilder(client.Handle).Build();

    /// <inheritdoc/>
    public IConsumer<byte[], byte[]> Changelog(IsolationLevel isolation) =>
        new ConsumerBuilder<byte[], byte[]>(ChangelogConfig(isolation)).LogTo(Log).Build();

    /// <inheritdoc/>
    public IProducer<byte[], byte[]> Transactional(string transactionalId) =>
        new ProducerBuilder<byte[], byte[]>(TransactionalConfig(transactionalId)).LogTo(Log).Build();

    /// <summary>Validates the user's properties for each of these clients.</summary>
    public static void Try(ClientTrial trial, RunOptions options)
    {
        var clients = new KafkaClients(options);
        trial.Member(GroupConfig(options));
        trial.Consumer(clients.ChangelogConfig(IsolationLevel.ReadCommitted));
        trial.Producer(clients.TransactionalConfig("trial"));
    }

    private void Log(KafkaLogLine line)
    {
        options.Refusals?.OnLogLine(line);
        options.KafkaLog(line);
    }

    private ConsumerConfig ChangelogConfig(IsolationLevel isolation)
    {
        var config = options.Kafka.ToConsumerConfig("restore");
        config.GroupId = options.Group + "-restore"; // librdkafka requires one; the group is never joined
        config.FetchWaitMaxMs ??= 10; // the delay until the end after the last record is known
        config.ConsumeResultFields = "none";
        config.QueuedMaxMessagesKbytes ??= QueuedKbytes;
        config.FetchQueueBackoffMs ??= FetchQueueBackoffMs;
        config.EnableAutoCommit = false;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        config.IsolationLevel = isolation;
        config.EnablePartitionEof = true;
        return config;
    }

    private ProducerConfig TransactionalConfig(string transactionalId)
    {
        var config = options.Kafka.ToProducerConfig("process");
        config.TransactionalId = transactionalId;
        config.TransactionTimeoutMs = (int)options.TransactionTimeout.TotalMilliseconds;
        config.MessageTimeoutMs = config.TransactionTimeoutMs;
        config.EnableIdempotence = true;
        config.Acks = Acks.All;
        config.EnableDeliveryReports = false; // a failed message fails its transaction
        config.CompressionType ??= CompressionType.Lz4;
        config.LingerMs ??= 100; // adds no latency: the commit flushes
        config.BatchSize = Math.Min(config.BatchSize ?? Megabyte, options.BatchBytes);
        config.BatchNumMessages ??= 100_000;
        config.QueueBufferingMaxMessages ??= 2_000_000;
        // While one batch of a partition is unacknowledged and another one is due, librdkafka's thread spins. So the queue has room for
        // one batch in flight and one being filled; and records are sent while their memory is still in the CPU cache.
        config.QueueBufferingMaxKbytes ??= 2 * 1024;
        config.MessageMaxBytes = 2 * Megabyte; // a dead letter is its record and headers together
        return config;
    }
}
