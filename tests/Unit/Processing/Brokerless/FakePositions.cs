using Confluent.Kafka;
using GangExitStream.Processor.Ingest;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>
/// The read positions of the member's partitions, with librdkafka's behaviour. A logical offset is looked up, which takes a while, and a seek
/// during the look-up is lost when it ends (rd_kafka_toppar_handle_Offset of 2.16 repeats the request when a seek has made its answer outdated).
/// An offset before the log's start is looked up as the beginning. Callers hold the gate.
/// </summary>
internal sealed class FakePositions(FakeKafka kafka)
{
    private const int LookUpTakes = 4; // calls of Consume

    private readonly SortedDictionary<int, long> _at = [];
    private readonly HashSet<int> _paused = [];
    private readonly HashSet<int> _starting = [];
    private readonly Dictionary<int, (bool IsEnd, int Left)> _lookUps = [];

    public IEnumerable<int> Assigned => _at.Keys;

    /// <summary>The next assigned partitions reject a seek at first.</summary>
    public bool StartsSlowly { get; set; }

    public static TopicPartition Named(int partition) => new("kvm-hv-events", partition);

    public void Start(TopicPartitionOffset from)
    {
        _at[from.Partition.Value] = 0;
        _paused.Remove(from.Partition.Value);
        if (StartsSlowly)
            _starting.Add(from.Partition.Value);
        Go(from);
    }

    public void Stop(IEnumerable<int> partitions)
    {
        foreach (var partition in partitions)
        {
            _at.Remove(partition);
            _lookUps.Remove(partition);
            _starting.Remove(partition);
        }
    }

    public void Seek(TopicPartitionOffset to)
    {
        if (!_at.ContainsKey(to.Partition.Value) || _starting.Remove(to.Partition.Value))
            throw new KafkaException(ErrorCode.Local_State);
        Go(to);
    }

    public void Pause(IEnumerable<TopicPartition> partitions) => _paused.UnionWith(partitions.Select(p => p.Partition.Value));

    public void Resume(IEnumerable<TopicPartition> partitions) => _paused.ExceptWith(partitions.Select(p => p.Partition.Value));

    public ConsumeResult<PooledBytes, PooledBytes>? Next()
    {
        EndLookUps();
        foreach (var (partition, at) in _at)
        {
            if (_paused.Contains(partition) || _lookUps.ContainsKey(partition))
                continue;
            if (at < kafka.Starts[partition])
            {
                LookUp(partition, isEnd: false);
                continue;
            }
            if (at >= kafka.Inputs[partition])
                continue;
            _at[partition] = at + 1;
            var (key, value) = FakeInput.At(partition, at);
            return new ConsumeResult<PooledBytes, PooledBytes>
            {
                TopicPartitionOffset = new TopicPartitionOffset(Named(partition), at),
                Message = new Message<PooledBytes, PooledBytes> { Key = PooledBytes.Copy(key), Value = PooledBytes.Copy(value) },
            };
        }
        return null;
    }

    private void Go(TopicPartitionOffset to)
    {
        if (to.Offset.IsSpecial)
            LookUp(to.Partition.Value, to.Offset == Offset.End);
        else
            _at[to.Partition.Value] = to.Offset.Value;
    }

    private void LookUp(int partition, bool isEnd) => _lookUps[partition] = (isEnd, LookUpTakes);

    private void EndLookUps()
    {
        foreach (var (partition, (isEnd, left)) in _lookUps.ToList())
        {
            _lookUps[partition] = (isEnd, left - 1);
            if (left > 0)
                continue;
            _lookUps.Remove(partition);
            _at[partition] = isEnd ? kafka.Inputs[partition] : kafka.Starts[partition];
        }
    }
}
