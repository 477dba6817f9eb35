using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Kafka;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitRecord = GangExitStream.Events.GangExit;

namespace GangExitStream.Tests.Integration;

/// <summary>Output topics of one test, written in transactions like the processor's.</summary>
internal sealed class WatchTopics : IAsyncDisposable
{
    private const int Partitions = 3;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly IProducer<string, byte[]?> _producer;

    private WatchTopics(KafkaOptions kafka)
    {
        Kafka = kafka;
        _producer = NewProducer();
    }

    public KafkaOptions Kafka { get; }

    public static Task<WatchTopics> CreateAsync(BrokerFixture broker)
    {
        broker.RequireReal();
        return CreateAsync(broker.NewOptions());
    }

    public static async Task<WatchTopics> CreateAsync(KafkaOptions kafka)
    {
        using var admin = new AdminClientBuilder(kafka.ToClientConfig("test")).LogTo(KafkaLogging.None).Build();
        await admin.CreateTopicsAsync([Topic(kafka.Topics.GangExits, "delete"), Topic(kafka.Topics.Counts, "compact")]);
        return new WatchTopics(kafka);
    }

    public static GangExitRecord Exit(string host, int tgid, long sequence) =>
        new() { Host = host, Source = "s", Tgid = tgid, Sequence = sequence, Forced = 2, Trigger = "EXTERNAL", TriggerVcpu = 3 };

    public static GangExitCount Count(string host, int tgid, long windowStartNs, long gangExits) => new()
    {
        Host = host,
        Source = "s",
        Tgid = tgid,
        WindowStartNs = windowStartNs,
        WindowEndNs = windowStartNs + 10_000_000_000,
        Counts = new RunCounts { Runs = 10, GangExits = gangExits },
        Triggers = new TriggerCounts(),
        Exits = new TriggerCounts(),
        HasRunCore = true,
    };

    public void Commit(IEnumerable<GangExitRecord> exits) => Transaction(_producer, exits).CommitTransaction(Deadline);

    public void Abort(IEnumerable<GangExitRecord> exits)
    {
        var producer = Transaction(_producer, exits);
        producer.Flush(Deadline); // an abort purges what hasn't left yet
        producer.AbortTransaction(Deadline);
    }

    /// <summary>A transaction that stays open until the producer is disposed.</summary>
    public IDisposable Begin(IEnumerable<GangExitRecord> exits)
    {
        var producer = Transaction(NewProducer(), exits);
        producer.Flush(Deadline);
        return producer;
    }

    public void CommitCounts(IEnumerable<GangExitCount> counts)
    {
        _producer.BeginTransaction();
        foreach (var count in counts)
            Produce(Kafka.Topics.Counts, $"{count.Host}/s/{count.Tgid}/{count.WindowStartNs}", $"{count.Host}/{count.Tgid}", Encode(count));
        _producer.CommitTransaction(Deadline);
    }

    public void Tombstone(string key, string partitionKey)
    {
        _producer.BeginTransaction();
        Produce(Kafka.Topics.Counts, key, partitionKey, null);
        _producer.CommitTransaction(Deadline);
    }

    /// <summary>Any bytes among the gang exits.</summary>
    public void Raw(string key, byte[] value)
    {
        _producer.BeginTransaction();
        Produce(Kafka.Topics.GangExits, key, key, value);
        _producer.CommitTransaction(Deadline);
    }

    private static byte[] Encode(GangExitRecord exit, RecordPrefix prefix)
    {
        using var buffer = new AvroBuffer();
        buffer.Append(prefix);
        Assert.Equal(AvroError.None, GangExitCodec.Encode(exit, buffer));
        return buffer.Written.ToArray();
    }

    public ValueTask DisposeAsync()
    {
        _producer.Dispose();
        return ValueTask.CompletedTask;
    }

    private static byte[] Encode(GangExitCount count)
    {
        using var buffer = new AvroBuffer();
        buffer.Append(RecordPrefix.SingleObject(RecordSchema.GangExitCount));
        Assert.Equal(AvroError.None, GangExitCountCodec.Encode(count, buffer));
        return buffer.Written.ToArray();
    }

    private static TopicSpecification Topic(string name, string policy) => new()
    {
        Name = name,
        NumPartitions = Partitions,
        ReplicationFactor = 1,
        Configs = new Dictionary<string, string>(StringComparer.Ordinal) { ["cleanup.policy"] = policy },
    };

    private IProducer<string, byte[]?> NewProducer()
    {
        var config = Kafka.ToProducerConfig("test");
        config.TransactionalId = $"{Kafka.TopicPrefix}{Guid.NewGuid():N}";
        var producer = new ProducerBuilder<string, byte[]?>(config).LogTo(KafkaLogging.None).Build();
        producer.InitTransactions(Deadline);
        return producer;
    }

    private IProducer<string, byte[]?> Transaction(IProducer<string, byte[]?> producer, IEnumerable<GangExitRecord> exits)
    {
        producer.BeginTransaction();
        foreach (var exit in exits)
            Produce(producer, Kafka.Topics.GangExits, $"{exit.Host}/{exit.Tgid}", $"{exit.Host}/{exit.Tgid}", Encode(exit, RecordPrefix.SingleObject(RecordSchema.GangExit)));
        return producer;
    }

    private void Produce(string topic, string key, string partitionKey, byte[]? value) => Produce(_producer, topic, key, partitionKey, value);

    private static void Produce(IProducer<string, byte[]?> producer, string topic, string key, string partitionKey, byte[]? value)
    {
        var partition = Murmur2.Partition(System.Text.Encoding.UTF8.GetBytes(partitionKey), Partitions);
        producer.Produce(new TopicPartition(topic, partition), new Message<string, byte[]?> { Key = key, Value = value });
    }
}
