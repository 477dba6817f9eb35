using Confluent.Kafka;
using GangExitStream.Processor.Ingest;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>--exit-at-end: the input's end offsets at the start. A failed attempt doesn't change them.</summary>
internal sealed class ExitPoint(string topic, int partitions)
{
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(10);

    private Dictionary<int, long>? _ends;

    /// <summary>Progress of one attempt: records read and not committed by an earlier one are read again.</summary>
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

/// <summary>The group's progress to the end offsets.</summary>
internal sealed class EndOffsets(string topic, Dictionary<int, long> ends)
{
    private readonly Dictionary<int, long> _open = new(ends);

    /// <summary>Whether every end is reached: read by this instance, or committed by another one.</summary>
    public bool AllReached => _open.Count == 0;

    /// <summary>Sets the next offset of a partition.</summary>
    public void Reached(int partition, long nextOffset)
    {
        if (_open.TryGetValue(partition, out var end) && nextOffset >= end)
            _open.Remove(partition);
    }

    /// <summary>Checks the group's committed offsets of partitions that other members read. Those of our own may belong to a deleted topic.</summary>
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
            // A transaction is open, or a broker is unreachable: checked again in a second.
        }
    }
}
