using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Tests.Chaos.Fleet;

/// <summary>How far the group has come: what it has committed of each partition that has more.</summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly IAdminClient _admin;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly List<TopicPartition> _partitions;

    public Progress(KafkaOptions options, int partitions)
    {
        _admin = new AdminClientBuilder(options.ToClientConfig("chaos")).LogTo(KafkaLogging.None).Build();
        _consumer = Consumer(options);
        _partitions = [.. Enumerable.Range(0, partitions).Select(partition => new TopicPartition(options.Topics.Events, partition))];
    }

    /// <summary>Waits until every partition that has something to do now has been committed beyond where it is; how long that took.</summary>
    public async Task<TimeSpan> WaitAsync(Action check)
    {
        var started = Stopwatch.GetTimestamp();
        Dictionary<int, long>? waiting = null;
        while (waiting is null || waiting.Count > 0)
        {
            check();
            if (Committed() is { } now)
                waiting = waiting is null ? Lagging(now) : Left(waiting, now);
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new ChaosException($"no progress in {Patience.TotalSeconds:0} s on partitions {string.Join(", ", waiting?.Keys.ToArray() ?? [])}");
            await Task.Delay(Pause);
        }
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>The broker that coordinates the group.</summary>
    public async Task<int> CoordinatorAsync() =>
        (await _admin.DescribeConsumerGroupsAsync([TopicNames.DefaultGroup])).ConsumerGroupDescriptions[0].Coordinator.Id;

    /// <summary>The leader of some partition of a topic.</summary>
    public int Leader(string topic, Random random)
    {
        var partitions = _admin.GetMetadata(topic, Request).Topics[0].Partitions;
        return partitions[random.Next(partitions.Count)].Leader;
    }

    public void Dispose()
    {
        _admin.Dispose();
        _consumer.Dispose();
    }

    private static Dictionary<int, long> Left(Dictionary<int, long> waiting, Dictionary<int, long> now) =>
        waiting.Where(pair => now[pair.Key] <= pair.Value).ToDictionary();

    private Dictionary<int, long>? Lagging(Dictionary<int, long> committed)
    {
        try
        {
            return _partitions.ConvertAll(p => (p.Partition, End: _consumer.QueryWatermarkOffsets(p, Request).High.Value))
                .Where(p => p.End > committed[p.Partition.Value])
                .ToDictionary(p => p.Partition.Value, p => committed[p.Partition.Value]);
        }
        catch (KafkaException)
        {
            return null; // a broker is away: asked again
        }
    }

    private Dictionary<int, long>? Committed()
    {
        try
        {
            return _consumer.Committed(_partitions, Request).ToDictionary(p => p.Partition.Value, p => Math.Max(0, p.Offset.Value));
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    // It is never subscribed, so it joins nothing.
    private static IConsumer<byte[], byte[]> Consumer(KafkaOptions options)
    {
        var config = options.ToConsumerConfig("chaos");
        (config.GroupId, config.IsolationLevel) = (TopicNames.DefaultGroup, IsolationLevel.ReadUncommitted);
        return new ConsumerBuilder<byte[], byte[]>(config).LogTo(KafkaLogging.None).Build();
    }
}
