using System.Runtime.InteropServices;
using Confluent.Kafka;
using GangExitStream.Kafka;

namespace GangExitStream.Demo;

/// <summary>
/// Settings of librdkafka's mock cluster that Confluent.Kafka does not expose. They are optional: without them, topics
/// have four partitions, and the consumer group waits three seconds for more members.
/// </summary>
internal static class MockCluster
{
    private delegate nint ClusterOf(nint client);

    private delegate void RebalanceDelay(nint cluster, int milliseconds);

    private delegate int TopicCreate(nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int copies);

    public static void Prepare(IClient host, IEnumerable<string> topics, int partitions)
    {
        if (LibrdkafkaLibrary.Find<ClusterOf>("rd_kafka_handle_mock_cluster") is not { } clusterOf
            || LibrdkafkaLibrary.ClientOf(host) is not { } client || clusterOf(client) is not (var cluster and not 0))
            return;
        LibrdkafkaLibrary.Find<RebalanceDelay>("rd_kafka_mock_group_initial_rebalance_delay_ms")?.Invoke(cluster, 0);
        if (LibrdkafkaLibrary.Find<TopicCreate>("rd_kafka_mock_topic_create") is not { } create)
            return;
        foreach (var topic in topics)
            create(cluster, topic, partitions, 1);
    }
}
