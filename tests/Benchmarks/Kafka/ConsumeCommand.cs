using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using GangExitStream.Kafka;

namespace GangExitStream.Benchmarks.Kafka;

/// <summary>
/// <c>consume BOOTSTRAP TOPIC</c>: a plain consumer, with the properties of the processor's own, that reads a topic to its end
/// and does nothing with the bytes. Prints what it read and how long it took from the assignment on.
/// </summary>
internal static class ConsumeCommand
{
    public static int Run(string[] args)
    {
        if (args is not [var bootstrap, var topic])
        {
            Console.Error.WriteLine("usage: consume BOOTSTRAP TOPIC");
            return 2;
        }
        using var consumer = Build(bootstrap);
        var partitions = PartitionsOf(bootstrap, topic);
        var watch = Stopwatch.StartNew();
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var (records, bytes, left) = (0L, 0L, partitions.Count);
        while (left > 0)
        {
            var result = consumer.Consume(CancellationToken.None);
            if (result.IsPartitionEOF)
                left--;
            else
                (records, bytes) = (records + 1, bytes + result.Message.Value);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{records} {bytes} {watch.Elapsed.TotalSeconds:0.000}"));
        return 0;
    }

    private static List<int> PartitionsOf(string bootstrap, string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        return [.. admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions.Select(partition => partition.PartitionId)];
    }

    private static IConsumer<Ignore, int> Build(string bootstrap) => new ConsumerBuilder<Ignore, int>(new ConsumerConfig
    {
        BootstrapServers = bootstrap,
        GroupId = "plain",
        EnableAutoCommit = false,
        EnablePartitionEof = true,
        ConsumeResultFields = "none",
        FetchWaitMaxMs = 20,
        QueuedMinMessages = 100_000,
        QueuedMaxMessagesKbytes = 32 * 1024,
        MaxPartitionFetchBytes = 4 << 20,
    }).SetValueDeserializer(new Length()).LogTo(KafkaLogging.None).Build();

    /// <summary>Looks at the bytes' number only: nothing is copied.</summary>
    private sealed class Length : IDeserializer<int>
    {
        public int Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => data.Length;
    }
}
