using System.Collections.Immutable;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Demo;

/// <summary>
/// librdkafka's own mock cluster, one broker within this process; any client of this machine reaches it over loopback. It is no
/// Kafka: a partition forgets its oldest records beyond 5 MB, transactions aren't enforced, committed offsets aren't kept. It
/// lives as long as the client that hosts it.
/// </summary>
internal sealed class EmbeddedBroker : IDisposable
{
    /// <summary>Of each topic; more than one, so that the records of several VMs really are spread.</summary>
    public const int Partitions = 2;

    private static readonly TimeSpan Request = TimeSpan.FromSeconds(10);

    private readonly IProducer<Null, Null> _host;

    private EmbeddedBroker(IProducer<Null, Null> host, IReadOnlyCollection<string> topics)
    {
        _host = host;
        using var admin = new DependentAdminClientBuilder(host.Handle).Build();
        MockCluster.Prepare(host, topics, Partitions);
        // Topics that couldn't be made come into being when they are asked for, with as many partitions as the cluster likes.
        Topics = topics.ToDictionary(topic => topic, topic => admin.GetMetadata(topic, Request).Topics[0].Partitions.Count, StringComparer.Ordinal);
        Servers = string.Join(',', admin.GetMetadata(Request).Brokers.Select(broker => $"{broker.Host}:{broker.Port}"));
    }

    /// <summary>Where it listens.</summary>
    public string Servers { get; }

    /// <summary>The pipeline's topics, and how many partitions each has.</summary>
    public IReadOnlyDictionary<string, int> Topics { get; }

    /// <summary>For clients. The mock answers a fetch that finds nothing when its time is over, not when something comes: a short time.</summary>
    public KafkaOptions Kafka => new()
    {
        BootstrapServers = Servers,
        ClientProperties = ImmutableDictionary<string, string>.Empty
            .Add("fetch.wait.max.ms", "10")
            .Add("linger.ms", "5"),
    };

    /// <summary>Starts it. Throws a <see cref="KafkaException"/> where it doesn't.</summary>
    public static EmbeddedBroker Start()
    {
        var config = new ProducerConfig { BootstrapServers = "embedded:1" }; // replaced by the mock's
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

    /// <summary>Offsets that a topic has had so far, over all partitions: records, and a marker for each transaction.</summary>
    public long OffsetsOf(string topic)
    {
        using var consumer = new ConsumerBuilder<Null, Null>(new ConsumerConfig(Kafka.ToConsumerConfig("demo")) { GroupId = "gangexit-demo" }).LogTo(KafkaLogging.None).Build();
        return Enumerable.Range(0, Topics[topic]).Sum(partition => consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Request).High.Value);
    }

    public void Dispose() => _host.Dispose();
}
