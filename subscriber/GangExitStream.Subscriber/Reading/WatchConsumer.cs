using System.Collections.Immutable;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Properties;

namespace GangExitStream.Subscriber.Reading;

/// <summary>Makes the consumer: committed records only, every partition by hand, nothing of it left at the broker.</summary>
public static class WatchConsumer
{
    internal static IConsumer<byte[]?, byte[]?> Create(KafkaOptions kafka, Action<KafkaLogLine> log) =>
        new ConsumerBuilder<byte[]?, byte[]?>(Config(kafka))
            .LogTo(log)
            .SetKeyDeserializer(Deserializers.ByteArray)
            .SetValueDeserializer(Deserializers.ByteArray)
            .Build();

    /// <summary>Tries to make the consumer of the user's properties.</summary>
    public static void Try(ClientTrial trial) => trial.Consumer(Config(trial.Options));

    private static ConsumerConfig Config(KafkaOptions kafka)
    {
        var config = kafka.ToConsumerConfig("watch");
        config.GroupId ??= "gangexit-watch"; // the client wants a name; with partitions assigned by hand there is no such group
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        config.EnablePartitionEof = true;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        config.AllowAutoCreateTopics = false;
        return config;
    }

    internal static void AssignAll(this IConsumer<byte[]?, byte[]?> consumer, string topic, ImmutableArray<long> ends, bool fromBeginning) =>
        consumer.Assign(ends.Select((end, partition) => new TopicPartitionOffset(topic, partition, fromBeginning ? Offset.Beginning : end)));
}
