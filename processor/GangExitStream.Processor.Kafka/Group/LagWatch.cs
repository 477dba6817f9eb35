using Confluent.Kafka;
using GangExitStream.Processor.Ingest;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// How far behind the input's end we are, from what the consumer learns while it fetches: nothing is asked for. On the fetching
/// thread; once a second it tells the status.
/// </summary>
internal sealed class LagWatch(string topic, ProcessStatus status, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<int, long> _next = [];
    private long _updatedAt = time.GetTimestamp();

    /// <summary>The next offset of a partition that will be read.</summary>
    public void Reached(int partition, long nextOffset) => _next[partition] = nextOffset;

    public void Remove(IEnumerable<int> partitions)
    {
        foreach (var partition in partitions)
            _next.Remove(partition);
    }

    public void Update(IConsumer<PooledBytes, PooledBytes> consumer)
    {
        if (time.GetElapsedTime(_updatedAt) < Interval)
            return;
        _updatedAt = time.GetTimestamp();
        foreach (var (partition, next) in _next)
        {
            var end = consumer.GetWatermarkOffsets(new TopicPartition(topic, partition)).High;
            if (!end.IsSpecial) // it is until the first fetch
                status.SetLag(partition, Math.Max(0, end.Value - next));
        }
    }
}
