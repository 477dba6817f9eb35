using Confluent.Kafka;
using GangExitStream.Processor.Ingest;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// What a transaction's offsets are fenced by: the member and generation that our partitions belong to. Two things could make an
/// offset commit pass that must not. A member that was taken for dead is reset by librdkafka in the background to "no member, no
/// generation", which a broker takes for a producer that doesn't fence at all; and once it has joined again, its new generation
/// would vouch for records of partitions that are somebody else's by now. So what was read counts only if we are a member, and
/// weren't told before that our partitions are lost. With group.protocol=consumer a member keeps its id, and only the second can happen.
/// </summary>
internal sealed class GroupMembership(Func<IConsumerGroupMetadata> metadata, Func<string?> memberId)
{
    private volatile bool _isLost;

    public GroupMembership(IConsumer<PooledBytes, PooledBytes> consumer)
        : this(() => consumer.ConsumerGroupMetadata, () => consumer.MemberId)
    {
    }

    /// <summary>Called within Consume, so before we can have joined again: from now on nothing is committed any more.</summary>
    public void MarkLost() => _isLost = true;

    /// <summary>For any thread. Throws where we are no member any more.</summary>
    public IConsumerGroupMetadata Current()
    {
        var current = metadata(); // first: what is looked at afterwards can only be newer
        if (string.IsNullOrEmpty(memberId()) || _isLost)
            throw new PartitionsLostException("the group took us for dead: nothing is committed");
        return current;
    }
}

/// <summary>The group gave our partitions to others while we were silent.</summary>
public sealed class PartitionsLostException(string message) : Exception(message);
