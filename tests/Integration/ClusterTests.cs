using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Kafka;
using GangExitStream.Tests.Brokers;

namespace GangExitStream.Tests.Integration;

/// <summary>Tests of the test brokers: acknowledged records survive a kill.</summary>
public sealed class ClusterTests
{
    private const string Topic = "kept";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_broker_has_its_records_after_a_restart()
    {
        await using var cluster = await Start(1);
        await CreateTopic(cluster, 1);
        await Produce(cluster, 0, 100);
        await cluster.Nodes[0].KillAsync();
        Assert.False(cluster.Nodes[0].IsRunning);
        await cluster.RestartAsync(cluster.Nodes[0], Cancel);
        Assert.Equal(Enumerable.Range(0, 100), Consume(cluster, 100));
    }

    [Fact]
    public async Task Three_brokers_go_on_without_the_leader_and_wait_for_a_frozen_one()
    {
        await using var cluster = await Start(3);
        await CreateTopic(cluster, 3);
        await Produce(cluster, 0, 50);
        var leader = cluster.Nodes.Single(node => node.Id == Leader(cluster));
        await leader.KillAsync();
        await Produce(cluster, 50, 50);
        await cluster.RestartAsync(leader, Cancel);
        var frozen = cluster.Nodes.Single(node => node.Id == Leader(cluster));
        frozen.Freeze();
        await Produce(cluster, 100, 50);
        frozen.Thaw();
        Assert.Equal(Enumerable.Range(0, 150), Consume(cluster, 150));
    }

    private static Task<KafkaCluster> Start(int brokers) =>
        KafkaCluster.StartAsync(new ClusterOptions(BrokerFixture.RequireKafkaHome()) { Brokers = brokers, HeapMegabytes = 384, JvmOptions = ClusterOptions.FastStart }, Cancel);

    private static async Task CreateTopic(KafkaCluster cluster, short copies)
    {
        using var admin = Admin(cluster);
        await admin.CreateTopicsAsync([new TopicSpecification { Name = Topic, NumPartitions = 1, ReplicationFactor = copies }]);
    }

    private static int Leader(KafkaCluster cluster)
    {
        using var admin = Admin(cluster);
        return admin.GetMetadata(Topic, Deadline).Topics[0].Partitions[0].Leader;
    }

    private static IAdminClient Admin(KafkaCluster cluster) =>
        new AdminClientBuilder(Options(cluster).ToClientConfig("test")).LogTo(KafkaLogging.None).Build();

    private static async Task Produce(KafkaCluster cluster, int from, int count)
    {
        var config = Options(cluster).ToProducerConfig("test");
        config.EnableIdempotence = true;
        // A frozen broker's sockets still take requests: only a timeout tells that nobody answers.
        config.SocketTimeoutMs = 3000;
        config.RequestTimeoutMs = 3000;
        config.MessageTimeoutMs = (int)Deadline.TotalMilliseconds;
        using var producer = new ProducerBuilder<Null, string>(config).LogTo(KafkaLogging.None).Build();
        await Task.WhenAll(Enumerable.Range(from, count).Select(i =>
            producer.ProduceAsync(Topic, new Message<Null, string> { Value = i.ToString(CultureInfo.InvariantCulture) }, Cancel)));
    }

    private static List<int> Consume(KafkaCluster cluster, int count)
    {
        var config = Options(cluster).ToConsumerConfig("test");
        config.GroupId = "not-used";
        using var consumer = new ConsumerBuilder<Ignore, string>(config).LogTo(KafkaLogging.None).Build();
        consumer.Assign(new TopicPartitionOffset(Topic, 0, Offset.Beginning));
        var values = new List<int>();
        while (values.Count < count && consumer.Consume(Deadline) is { } record)
            values.Add(int.Parse(record.Message.Value, CultureInfo.InvariantCulture));
        return values;
    }

    private static KafkaOptions Options(KafkaCluster cluster) => new() { BootstrapServers = cluster.BootstrapServers };
}
