using System.Globalization;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka.Group;

namespace GangExitStream.Processor.Kafka;

/// <summary>The clients of one attempt. What the contract needs is set last, so that no property can undo it.</summary>
internal static class Clients
{
    private const int Megabyte = 1 << 20;
    private const int MaxPollIntervalMs = 300_000; // its default
    private const int QueuedKbytes = 8 * 1024; // unpacked: more would have left the cache before it is decoded
    private const int FetchQueueBackoffMs = 5; // its default stops fetching for a whole second each time that the queue is full

    public static ConsumerBuilder<PooledBytes, PooledBytes> Group(RunOptions options) =>
        new ConsumerBuilder<PooledBytes, PooledBytes>(GroupConfig(options))
            .SetKeyDeserializer(new PooledBytesDeserializer())
            .SetValueDeserializer(new PooledBytesDeserializer())
            .LogTo(options.KafkaLog);

    /// <summary>Of the group's member.</summary>
    public static ConsumerConfig GroupConfig(RunOptions options)
    {
        var config = options.Kafka.ToConsumerConfig("process");
        config.GroupId = options.Group;
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky;
        config.SessionTimeoutMs = (int)options.SessionTimeout.TotalMilliseconds;
        // A rebalance begins with a heartbeat's answer, and offsets that are on their way just then are refused, with the attempt
        // (see GroupConsumer.KeepTime). A multiple of the commit interval would fall on commits again and again.
        config.HeartbeatIntervalMs = (int)Math.Max(1, config.SessionTimeoutMs.Value * 937L / 10_000);
        config.MaxPollIntervalMs = Math.Max(config.MaxPollIntervalMs ?? MaxPollIntervalMs, config.SessionTimeoutMs.Value); // less is refused
        config.EnablePartitionEof = true;
        config.ConsumeResultFields = "none";
        config.FetchWaitMaxMs ??= 20;
        config.QueuedMinMessages ??= 100_000;
        config.QueuedMaxMessagesKbytes ??= QueuedKbytes;
        config.FetchQueueBackoffMs ??= FetchQueueBackoffMs;
        config.MaxPartitionFetchBytes ??= 4 * Megabyte;
        return config;
    }

    /// <summary>Asks for the group's offsets; it never joins.</summary>
    public static IConsumer<byte[], byte[]> Offsets(RunOptions options)
    {
        var config = options.Kafka.ToConsumerConfig("process");
        config.GroupId = options.Group;
        config.EnableAutoCommit = false;
        config.IsolationLevel = IsolationLevel.ReadCommitted; // waits for offsets of open transactions
        return new ConsumerBuilder<byte[], byte[]>(config).LogTo(options.KafkaLog).Build();
    }

    /// <summary>Reads changelog partitions; it belongs to no group.</summary>
    public static IConsumer<byte[], byte[]> Restore(RunOptions options, IsolationLevel isolation)
    {
        var config = options.Kafka.ToConsumerConfig("restore");
        config.GroupId = options.Group + "-restore"; // librdkafka wants one; it is never joined
        config.FetchWaitMaxMs ??= 10; // so long it takes to learn that there is nothing behind the last record
        config.ConsumeResultFields = "none";
        config.QueuedMaxMessagesKbytes ??= QueuedKbytes;
        config.FetchQueueBackoffMs ??= FetchQueueBackoffMs;
        config.EnableAutoCommit = false;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        config.IsolationLevel = isolation;
        config.EnablePartitionEof = true;
        return new ConsumerBuilder<byte[], byte[]>(config).LogTo(options.KafkaLog).Build();
    }

    public static IProducer<byte[], byte[]> Transactional(RunOptions options, string transactionalId)
    {
        var config = options.Kafka.ToProducerConfig("process");
        config.TransactionalId = transactionalId;
        config.TransactionTimeoutMs = (int)options.TransactionTimeout.TotalMilliseconds;
        config.MessageTimeoutMs = config.TransactionTimeoutMs;
        config.EnableIdempotence = true;
        config.Acks = Acks.All;
        config.EnableDeliveryReports = false; // a message that fails fails its transaction
        config.CompressionType ??= CompressionType.Lz4;
        config.LingerMs ??= 100; // nobody waits for it: the commit flushes
        config.BatchSize ??= Megabyte;
        config.BatchNumMessages ??= 100_000;
        config.QueueBufferingMaxMessages ??= 2_000_000;
        // While one batch of a partition is unacknowledged and another one is due, librdkafka's thread spins. So there is room for
        // one on its way and one that is being filled; and records are sent while their memory is still in the cache.
        config.QueueBufferingMaxKbytes ??= 2 * 1024;
        config.MessageMaxBytes = 2 * Megabyte; // a dead letter is its record and headers
        return new ProducerBuilder<byte[], byte[]>(config).LogTo(options.KafkaLog).Build();
    }

    /// <summary>One of its own for each attempt: an unknown outcome is never continued, but settled by the broker.</summary>
    public static string NewTransactionalId(string group) =>
        string.Create(CultureInfo.InvariantCulture, $"{TransactionalIdPrefix(group)}{Guid.NewGuid():N}");

    /// <summary>What the transactional ids of a group begin with.</summary>
    public static string TransactionalIdPrefix(string group) => $"gangexit-{group}-";
}
