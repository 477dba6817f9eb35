using Confluent.Kafka;
using GangExitStream.Processor.Ingest;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>--exit-at-end: the input's ends as of the start. An attempt that fails doesn't move them.</summary>
internal sealed class ExitPoint(string topic, int partitions)
{
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(10);

    private Dictionary<int, long>? _ends;

    /// <summary>For one attempt: what was read and not committed has to be read again.</summary>
    public EndOffsets Track(IConsumer<PooledBytes, PooledBytes> consumer) => new(topic, _ends ??= Find(consumer));

    private Dictionary<int, long> Find(IConsumer<PooledBytes, PooledBytes> consumer)
    {
        var ends = new Dictionary<int, long>();
        for (var partition = 0; partition < partitions; partition++)
        {
            var marks = consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Request);
            if (marks.High > marks.Low)
                ends[partition] = marks.High.Value;
        }
        return ends;
    }
}

/// <summary>How far the group has come to the ends.</summary>
internal sealed class EndOffsets(string topic, Dictionary<int, long> ends)
{
    private readonly Dictionary<int, long> _open = new(ends);

    /// <summary>All has been read by us; what others of the group have is theirs to commit.</summary>
    public bool AllReached => _open.Count == 0;

    /// <summary>The next offset to read of a partition of ours.</summary>
    public void Reached(int partition, long nextOffset)
    {
        if (_open.TryGetValue(partition, out var end) && nextOffset >= end)
            _open.Remove(partition);
    }

    /// <summary>Asks how far the group has committed the partitions that aren't read by us; of one that is, the group's offset may be that of another topic.</summary>
    public void CheckOtherMembers(GroupCoordinator coordinator, Func<int, bool> isRead)
    {
        List<TopicPartition> others = [.. _open.Keys.Where(partition => !isRead(partition)).Select(partition => new TopicPartition(topic, partition))];
        if (others.Count == 0)
            return;
        try
        {
            foreach (var committed in coordinator.Committed(others).Where(c => c.Offset != Offset.Unset))
                Reached(committed.Partition.Value, committed.Offset.Value);
        }
        catch (KafkaException)
        {
            // Offsets of transactions that are open just now, or a broker that is away: asked again in a second.
        }
    }
}
