using System.Collections.Immutable;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Properties;

namespace GangExitStream.Subscriber.Reading;

/// <summary>Creates the consumer: read_committed, partitions assigned manually, no offsets committed.</summary>
public static class WatchConsumer
{
    internal static IConsumer<byte[]?, byte[]?> Create(KafkaOptions kafka, Action<KafkaLogLine> log) =>
        new ConsumerBuilder<byte[]?, byte[]?>(Config(kafka))
            .LogTo(log)
            .SetKeyDeserializer(Deserializers.ByteArray)
            .SetValueDeserializer(Deserializers.ByteArray)
            .Build();

    /// <summary>Checks the user's client properties by creating a consumer with them.</summary>
    public static void Try(ClientTrial trial) => trial.Consumer(Config(trial.Options));

    private static ConsumerConfig Config(KafkaOptions kafka)
    {
        var config = kafka.ToConsumerConfig("watch");
        config.GroupId ??= "gangexit-watch"; // required by the client; with manual assignment the consumer joins no group
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
