using Confluent.Kafka;
using GangExitStream.Processor.Ingest;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// The lag of each partition, from the watermarks that the consumer gets with its fetches, without requests. Updates the status once a
/// second. For the fetching thread.
/// </summary>
internal sealed class LagWatch(string topic, ProcessStatus status, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<int, long> _next = [];
    private long _updatedAt = time.GetTimestamp();

    /// <summary>Sets the next offset of a partition.</summary>
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
            if (!end.IsSpecial) // special until the first fetch
                status.SetLag(partition, Math.Max(0, end.Value - next));
        }
    }
}
