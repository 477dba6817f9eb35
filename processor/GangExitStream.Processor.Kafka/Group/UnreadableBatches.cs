using Confluent.Kafka;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// Finds the end of input batches that librdkafka can't unpack: larger than <c>receive.message.max.bytes</c>, or damaged. librdkafka reports
/// the first offset and fetches the same batch again without end. The last offset is searched with a separate client: a fetch from any
/// offset within the batch fails with the batch's first offset, one after it doesn't.
/// </summary>
internal sealed class UnreadableBatches(IKafkaClients clients, TimeSpan timeout, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether the error is due to a batch, not to a broker.</summary>
    public static bool IsCause(Error error) => error.Code is ErrorCode.Local_BadCompression or ErrorCode.Local_BadMsg or ErrorCode.MsgSizeTooLarge;

    /// <summary>The last offset of the batch that begins at <paramref name="first"/>; null: the batch can be read now.</summary>
    public long? LastOffset(TopicPartition partition, long first)
    {
        using var reader = clients.Changelog(IsolationLevel.ReadCommitted);
        if (!IsWithin(reader, partition, first, first))
            return null;
        var end = reader.QueryWatermarkOffsets(partition, timeout).High.Value;
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
        for (var started = time.GetTimestamp(); time.GetElapsedTime(started) < timeout;)
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
        throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"{partition.Topic} [{partition.Partition.Value}]: nothing came from offset {offset} on for {timeout.TotalSeconds:0} s"));
    }
}
