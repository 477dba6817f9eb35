using Confluent.Kafka;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// Batches of the input that librdkafka can't unpack: they have more than <c>receive.message.max.bytes</c>, or are damaged. It tells the offset
/// of the first record, and asks for the same batch again for ever. Where the batch ends it does not tell; so it is looked for, by a client of its
/// own: a fetch from any offset within the batch fails with the batch's first offset, and one behind it doesn't.
/// </summary>
internal sealed class UnreadableBatches(IKafkaClients clients, TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>The error is a batch's, not the brokers'.</summary>
    public static bool IsCause(Error error) => error.Code is ErrorCode.Local_BadCompression or ErrorCode.Local_BadMsg or ErrorCode.MsgSizeTooLarge;

    /// <summary>The last offset of the batch that begins at <paramref name="first"/>; null where it can be read now.</summary>
    public long? LastOffset(TopicPartition partition, long first)
    {
        using var reader = clients.Changelog(IsolationLevel.ReadCommitted);
        if (!IsWithin(reader, partition, first, first))
            return null;
        var end = reader.QueryWatermarkOffsets(partition, patience).High.Value;
        var (last, behind) = (first, Math.Min(first + 1, end));
        for (var step = 1L; behind < end && IsWithin(reader, partition, first, behind); step *= 2)
            (last, behind) = (behind, Math.Min(behind + step, end));
        while (behind - last > 1)
        {
            var middle = last + ((behind - last) / 2);
            if (IsWithin(reader, partition, first, middle))
                last = middle;
            else
                behind = middle;
        }
        return last;
    }

    private bool IsWithin(IConsumer<byte[], byte[]> reader, TopicPartition partition, long first, long offset)
    {
        reader.Assign(new TopicPartitionOffset(partition, offset));
        for (var started = time.GetTimestamp(); time.GetElapsedTime(started) < patience;)
        {
            try
            {
                if (reader.Consume(Poll) is not null)
                    return false; // a record, or the end
            }
            catch (ConsumeException e) when (IsCause(e.Error))
            {
                return e.ConsumerRecord.Offset.Value == first;
            }
        }
        throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"{partition.Topic} [{partition.Partition.Value}]: nothing came from offset {offset} on for {patience.TotalSeconds:0} s"));
    }
}
