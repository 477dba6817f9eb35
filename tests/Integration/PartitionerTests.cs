using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Kafka;
using GangExitStream.Tests.Brokers;

namespace GangExitStream.Tests.Integration;

public sealed class PartitionerTests(BrokerFixture broker)
{
    private const int Keys = 300;

    [Fact]
    public async Task Murmur2_chooses_the_partition_that_the_client_chooses()
    {
        var kafka = broker.NewOptions();
        var partitions = await NewTopic(kafka);
        var config = kafka.ToProducerConfig("test");
        config.Partitioner = Partitioner.Murmur2Random;
        using var producer = new ProducerBuilder<byte[], Null>(config).LogTo(KafkaLogging.None).Build();
        var keys = Enumerable.Range(0, Keys).Select(i => Encoding.UTF8.GetBytes($"höst-{i}.example/{i * 977}")).ToList();
        var sent = await Task.WhenAll(keys.Select(key => producer.ProduceAsync(kafka.Topics.Events, new Message<byte[], Null> { Key = key })));
        Assert.Equal(keys.Select(key => Murmur2.Partition(key, partitions)), sent.Select(delivery => delivery.Partition.Value));
        Assert.True(sent.Select(delivery => delivery.Partition.Value).Distinct().Count() > 1);
    }

    // The mock cluster makes a topic when it is asked for, with a number of partitions of its own.
    private async Task<int> NewTopic(KafkaOptions kafka)
    {
        using var admin = new AdminClientBuilder(kafka.ToClientConfig("test")).LogTo(KafkaLogging.None).Build();
        if (broker.Broker.Kind == BrokerKind.Mock)
            return admin.GetMetadata(kafka.Topics.Events, TimeSpan.FromSeconds(10)).Topics[0].Partitions.Count;
        await admin.CreateTopicsAsync([new TopicSpecification { Name = kafka.Topics.Events, NumPartitions = 13, ReplicationFactor = 1 }]);
        return 13;
    }
}
