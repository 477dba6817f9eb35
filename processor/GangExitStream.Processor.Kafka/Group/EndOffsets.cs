using Confluent.Kafka;

namespace GangExitStream.Processor.Kafka.Group;

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
