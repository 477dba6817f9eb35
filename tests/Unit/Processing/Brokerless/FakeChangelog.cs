using Confluent.Kafka;
using GangExitStream.Processor.Sessions;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>The changelog's partitions, with transactions that are open, committed or aborted.</summary>
internal sealed class FakeChangelog(FakeKafka kafka, int partitions)
{
    private readonly List<(byte[] Key, byte[]? Value, FakeTransaction Of)>[] _records = [.. Enumerable.Range(0, partitions).Select(_ => new List<(byte[], byte[]?, FakeTransaction)>())];

    /// <summary>Called by each read; what it throws makes the read fail. Where it says false, nothing comes.</summary>
    public Func<int, bool> OnRead { get; set; } = static _ => true;

    /// <summary>Reads to which <see cref="OnRead"/> said false.</summary>
    public int HeldReads { get; private set; }

    public void Add(int partition, byte[] key, byte[]? value, FakeTransaction of) => _records[partition].Add((key, value, of));

    /// <summary>What is committed, by key: the last of each.</summary>
    public Dictionary<VmKey, byte[]> Latest(int partition)
    {
        var latest = new Dictionary<VmKey, byte[]>();
        foreach (var (bytes, value, of) in _records[partition])
        {
            Assert.True(VmKey.TryParse(bytes, out var key));
            if (of.IsCommitted == true && value is not null)
                latest[key] = value;
            else if (of.IsCommitted == true)
                latest.Remove(key);
        }
        return latest;
    }

    public IConsumer<byte[], byte[]> Open(IsolationLevel isolation)
    {
        var at = new SortedDictionary<int, int>();
        return Fake<IConsumer<byte[], byte[]>>.Of((name, args) =>
        {
            switch (name)
            {
                case "QueryWatermarkOffsets":
                    lock (kafka.Gate)
                        return new WatermarkOffsets(0, EndOf(((TopicPartition)args[0]!).Partition.Value, isolation));
                case "Assign":
                    at.Clear();
                    foreach (var from in (IEnumerable<TopicPartitionOffset>)args[0]!)
                        at[from.Partition.Value] = (int)Math.Max(0, from.Offset.Value);
                    return null;
                case "Consume":
                    return Next(at, isolation, (TimeSpan)args[0]!);
                default:
                    return null;
            }
        });
    }

    /// <summary>With read_committed, the last stable offset.</summary>
    private int EndOf(int partition, IsolationLevel isolation)
    {
        var open = isolation == IsolationLevel.ReadCommitted ? _records[partition].FindIndex(record => record.Of.IsOpen) : -1;
        return open >= 0 ? open : _records[partition].Count;
    }

    private ConsumeResult<byte[], byte[]>? Next(SortedDictionary<int, int> at, IsolationLevel isolation, TimeSpan wait)
    {
        lock (kafka.Gate)
        {
            foreach (var (partition, next) in at)
            {
                if (!OnRead(partition))
                {
                    HeldReads++;
                    continue;
                }
                var end = EndOf(partition, isolation);
                var found = _records[partition].FindIndex(Math.Min(next, end), end - Math.Min(next, end), record => record.Of.IsCommitted == true);
                if (found < 0)
                    at.Remove(partition);
                else
                    at[partition] = found + 1;
                var result = new ConsumeResult<byte[], byte[]> { TopicPartitionOffset = new TopicPartitionOffset("changelog", partition, found < 0 ? end : found), IsPartitionEOF = found < 0 };
                if (found >= 0)
                    result.Message = new Message<byte[], byte[]> { Key = _records[partition][found].Key, Value = (byte[])_records[partition][found].Value?.Clone()! }; // the store writes into it
                return result;
            }
            Monitor.Wait(kafka.Gate, wait);
            return null;
        }
    }
}
