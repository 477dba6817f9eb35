using System.Collections.Immutable;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Demo;

/// <summary>
/// librdkafka's mock cluster with one broker in this process; all clients of this machine can connect over loopback. Differences from
/// Kafka: a partition drops its oldest records above 5 MB, transactions are not enforced, and committed offsets are not kept. It
/// exists as long as the client that hosts it.
/// </summary>
internal sealed class EmbeddedBroker : IDisposable
{
    /// <summary>Partitions of each topic; more than one, so that VMs are distributed over partitions.</summary>
    public const int Partitions = 2;

    private static readonly TimeSpan Request = TimeSpan.FromSeconds(10);

    private readonly IProducer<Null, Null> _host;

    private EmbeddedBroker(IProducer<Null, Null> host, IReadOnlyCollection<string> topics)
    {
        _host = host;
        using var admin = new DependentAdminClientBuilder(host.Handle).Build();
        MockCluster.Prepare(host, topics, Partitions);
        // When MockCluster could not create the topics, the metadata request creates them with the mock's default number of partitions.
        Topics = topics.ToDictionary(topic => topic, topic => admin.GetMetadata(topic, Request).Topics[0].Partitions.Count, StringComparer.Ordinal);
        Servers = string.Join(',', admin.GetMetadata(Request).Brokers.Select(broker => $"{broker.Host}:{broker.Port}"));
    }

    /// <summary>Bootstrap servers of the mock cluster.</summary>
    public string Servers { get; }

    /// <summary>The pipeline's topics and their numbers of partitions.</summary>
    public IReadOnlyDictionary<string, int> Topics { get; }

    /// <summary>
    /// Options for clients. The fetch wait is short because the mock answers an empty fetch only when the wait is over, not when a record arrives.
    /// </summary>
    public KafkaOptions Kafka => new()
    {
        BootstrapServers = Servers,
        ClientProperties = ImmutableDictionary<string, string>.Empty
            .Add("fetch.wait.max.ms", "10")
            .Add("linger.ms", "5"),
    };

    /// <summary>Starts the mock cluster. Throws <see cref="KafkaException"/> when that fails.</summary>
    public static EmbeddedBroker Start()
    {
        var config = new ProducerConfig { BootstrapServers = "embedded:1" }; // librdkafka replaces it with the mock's address
        config.Set("test.mock.num.brokers", "1");
        var host = new ProducerBuilder<Null, Null>(config).LogTo(KafkaLogging.None).Build();
        try
        {
            return new EmbeddedBroker(host, [.. new TopicPlan(new TopicNames("")).All.Select(topic => topic.Name)]);
        }
        catch (KafkaException)
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>The sum of a topic's end offsets over all partitions: records, and a marker for each transaction.</summary>
    public long OffsetsOf(string topic)
    {
        using var consumer = new ConsumerBuilder<Null, Null>(new ConsumerConfig(Kafka.ToConsumerConfig("demo")) { GroupId = "gangexit-demo" }).LogTo(KafkaLogging.None).Build();
        return Enumerable.Range(0, Topics[topic]).Sum(partition => consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Request).High.Value);
    }

    public void Dispose() => _host.Dispose();
}
