using Confluent.Kafka;
using GangExitStream.Processor.Ingest;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// The member id and generation that fence a transaction's offsets (KIP-447). Two cases would let a commit pass that must fail. If the
/// member's session timed out, librdkafka resets it in the background to "no member, no generation", which a broker accepts as a producer
/// without fencing. And after it has joined again, its new generation would cover records of partitions that other members own by now.
/// So a commit requires a member id, and that partitions were not lost before. With group.protocol=consumer the member keeps its id, and
/// only the second case can occur.
/// </summary>
internal sealed class GroupMembership(Func<IConsumerGroupMetadata> metadata, Func<string?> memberId)
{
    private volatile bool _isLost;

    public GroupMembership(IConsumer<PooledBytes, PooledBytes> consumer)
        : this(() => consumer.ConsumerGroupMetadata, () => consumer.MemberId)
    {
    }

    /// <summary>Ends all commits. Called within Consume, so before the member can have joined again.</summary>
    public void MarkLost() => _isLost = true;

    /// <summary>The metadata for a commit. Thread-safe. Throws <see cref="PartitionsLostException"/> if this is no member any more.</summary>
    public IConsumerGroupMetadata Current()
    {
        var current = metadata(); // read first: the checks below then see the same or a newer state
        if (string.IsNullOrEmpty(memberId()) || _isLost)
            throw new PartitionsLostException("this instance is no member of its group any more: nothing is committed");
        return current;
    }
}
