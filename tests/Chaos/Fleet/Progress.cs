using System.Diagnostics;
using Confluent.Kafka;
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
    private readonly string _topic;

    public Progress(KafkaOptions options)
    {
        _admin = new AdminClientBuilder(options.ToClientConfig("chaos")).LogTo(KafkaLogging.None).Build();
        _consumer = Consumer(options);
        _topic = options.Topics.Events;
    }

    /// <summary>Waits until the record at each partition's offset has been committed.</summary>
    public async Task WaitAsync(IReadOnlyDictionary<int, long> offsets, Action check)
    {
        var started = Stopwatch.GetTimestamp();
        var waiting = new Dictionary<int, long>(offsets);
        while (waiting.Count > 0)
        {
            check();
            foreach (var (partition, next) in Committed(waiting.Keys))
            {
                if (next > waiting[partition])
                    waiting.Remove(partition);
            }
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new ChaosException($"no progress in {Patience.TotalSeconds:0} s on partitions {string.Join(", ", waiting.Keys)}");
            await Task.Delay(Pause);
        }
    }

    /// <summary>
    /// The broker that coordinates the group: the leader of the partition that Java's hash of the group's name picks. (librdkafka's
    /// description of the group failed for minutes on end once a coordinator had moved.)
    /// </summary>
    public int Coordinator()
    {
        var partitions = _admin.GetMetadata("__consumer_offsets", Request).Topics[0].Partitions;
        var hash = TopicNames.DefaultGroup.Aggregate(0, static (sum, letter) => unchecked((31 * sum) + letter));
        return partitions.Single(partition => partition.PartitionId == (hash & int.MaxValue) % partitions.Count).Leader;
    }

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

    private List<(int Partition, long Next)> Committed(IEnumerable<int> partitions)
    {
        try
        {
            var asked = partitions.Select(partition => new TopicPartition(_topic, partition));
            return _consumer.Committed(asked, Request).ConvertAll(p => (p.Partition.Value, p.Offset.Value));
        }
        catch (KafkaException)
        {
            return []; // a broker is away: asked again
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
