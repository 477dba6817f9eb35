using Confluent.Kafka;
using GangExitStream.Kafka;

namespace GangExitStream.Tests.Integration;

/// <summary>Reads a topic from its beginning to its current end, or fails at a deadline.</summary>
internal static class TopicReader
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static List<ConsumeResult<byte[], byte[]>> ReadAll(KafkaOptions kafka, string topic)
    {
        var config = kafka.ToConsumerConfig("test");
        (config.GroupId, config.AutoOffsetReset, config.EnablePartitionEof) = (topic + "-test", AutoOffsetReset.Earliest, true);
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).LogTo(KafkaLogging.None).Build();
        var partitions = Partitions(kafka, topic);
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var records = new List<ConsumeResult<byte[], byte[]>>();
        while (partitions > 0)
        {
            var record = consumer.Consume(Deadline) ?? throw new TimeoutException($"{topic}: no record and no end within {Deadline.TotalSeconds} s; {records.Count} records read");
            if (record.IsPartitionEOF)
                partitions--;
            else
                records.Add(record);
        }
        return records;
    }

    public static int Partitions(KafkaOptions kafka, string topic)
    {
        using var admin = new AdminClientBuilder(kafka.ToClientConfig("test")).LogTo(KafkaLogging.None).Build();
        return admin.GetMetadata(topic, Deadline).Topics[0].Partitions.Count;
    }
}
