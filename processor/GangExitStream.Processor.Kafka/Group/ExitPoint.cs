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
