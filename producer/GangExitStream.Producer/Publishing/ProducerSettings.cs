using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Producer.Publishing;

/// <summary>The client's settings. Those that completeness and order depend on are fixed; the user may override the others.</summary>
internal static class ProducerSettings
{
    private const int QueuedRecords = 1_000_000;

    private static readonly (string Name, string Value)[] Defaults =
    [
        ("compression.type", "zstd"),
        ("linger.ms", "20"),
        ("batch.size", "1000000"),
        ("message.timeout.ms", "0"), // no time-out: an outage of the broker may last any time
        ("reconnect.backoff.max.ms", "1000"),
    ];

    /// <param name="kafka">The user's properties.</param>
    /// <param name="options">The limits.</param>
    /// <param name="maxMessageBytes">The topic's max.message.bytes, for whole batches; of compressed ones, but not every batch compresses.</param>
    public static ProducerConfig From(KafkaOptions kafka, PublisherOptions options, int maxMessageBytes = TopicPlan.MaxEventBytes)
    {
        var config = kafka.ToProducerConfig("produce");
        foreach (var (name, value) in Defaults)
        {
            if (!kafka.ClientProperties.ContainsKey(name))
                config.Set(name, value);
        }
        if (config.BatchSize is not { } size || size > maxMessageBytes)
            config.BatchSize = maxMessageBytes;
        config.EnableIdempotence = true;
        config.Acks = Acks.All;
        config.EnableDeliveryReports = true;
        config.DeliveryReportFields = "status";
        // InFlight stops before librdkafka's queue is full; its byte limit includes an overhead per record, hence the factor 4.
        config.QueueBufferingMaxMessages = Math.Max(QueuedRecords, options.MaxRecordsInFlight + 1);
        config.QueueBufferingMaxKbytes = (int)Math.Min(int.MaxValue, 4 * options.MaxBytesInFlight >> 10);
        return config;
    }
}
