using Confluent.Kafka;
using GangExitStream.Processor.Ingest;

namespace GangExitStream.Processor.Running;

/// <summary>--exit-at-end: the input's ends as of the start, and how far the group has come to them.</summary>
internal sealed class EndOffsets
{
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(10);

    private readonly string _topic;
    private readonly Dictionary<int, long> _open = [];

    public EndOffsets(IConsumer<PooledBytes, PooledBytes> consumer, string topic, int partitions)
    {
        _topic = topic;
        for (var partition = 0; partition < partitions; partition++)
        {
            var ends = consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Request);
            if (ends.High > ends.Low)
                _open[partition] = ends.High.Value;
        }
    }

    /// <summary>All has been read by us; what others of the group have is theirs to commit.</summary>
    public bool AllReached => _open.Count == 0;

    /// <summary>The next offset to read of a partition of ours.</summary>
    public void Reached(int partition, long nextOffset)
    {
        if (_open.TryGetValue(partition, out var end) && nextOffset >= end)
            _open.Remove(partition);
    }

    /// <summary>Asks how far the group has committed the partitions that aren't ours, or not read to their end.</summary>
    public void AskOthers(IConsumer<PooledBytes, PooledBytes> consumer)
    {
        var asked = _open.Keys.Select(partition => new TopicPartition(_topic, partition)).ToList();
        foreach (var committed in consumer.Committed(asked, Request).Where(c => c.Offset != Offset.Unset))
            Reached(committed.Partition.Value, committed.Offset.Value);
    }
}
