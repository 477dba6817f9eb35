using System.Globalization;
using System.Text;
using Confluent.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Processor;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Processor.Sessions;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>
/// Brokers in memory: an input whose records are all poison, so that each becomes one dead letter that names it; the group's offsets,
/// the changelog, transactions that are fenced by the group's generation. What holds in it: see <see cref="Check"/>.
/// </summary>
internal sealed class FakeKafka : IKafkaClients
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TopicNames _topics = new("", null);
    private readonly List<(byte[] Key, byte[]? Value)>[] _changelog;

    public FakeKafka(int partitions)
    {
        (Inputs, Offsets) = (new long[partitions], new long[partitions]);
        _changelog = [.. Enumerable.Range(0, partitions).Select(partition => new List<(byte[], byte[]?)> { PartitionRecordOf(partition, 0) })];
        Member = new FakeMember(this);
    }

    /// <summary>Guards all of it; pulsed when something changes.</summary>
    public object Gate { get; } = new();

    /// <summary>By partition: records of the input.</summary>
    public long[] Inputs { get; }

    /// <summary>By partition: the group's offset.</summary>
    public long[] Offsets { get; }

    /// <summary>Committed dead letters, as partition and offset.</summary>
    public List<(int Partition, long Offset)> Letters { get; } = [];

    /// <summary>Transactions that have sent offsets and aren't decided.</summary>
    public int Undecided { get; private set; }

    /// <summary>Called before a commit; what it throws makes the commit fail.</summary>
    public Action OnCommit { get; set; } = static () => { };

    public FakeMember Member { get; }

    public IReadOnlyDictionary<string, int> Partitions => new[] { _topics.Events, _topics.GangExits, _topics.Counts, _topics.State(TopicNames.DefaultGroup), _topics.DeadLetters }
        .ToDictionary(name => name, _ => Inputs.Length, StringComparer.Ordinal);

    public IConsumer<PooledBytes, PooledBytes> Group(IPartitionOwner owner) => Member.Open(owner);

    public IConsumer<byte[], byte[]> Changelog(IsolationLevel isolation)
    {
        var at = new Dictionary<int, int>();
        return Fake<IConsumer<byte[], byte[]>>.Of((name, args) =>
        {
            switch (name)
            {
                case "QueryWatermarkOffsets":
                    lock (Gate)
                        return new WatermarkOffsets(0, _changelog[((TopicPartition)args[0]!).Partition.Value].Count);
                case "Assign":
                    foreach (var from in (IEnumerable<TopicPartitionOffset>)args[0]!)
                        at[from.Partition.Value] = 0;
                    return null;
                case "Consume":
                    return Next(at, (TimeSpan)args[0]!);
                default:
                    return null;
            }
        });
    }

    IConsumer<byte[], byte[]> IKafkaClients.Offsets() => Fake<IConsumer<byte[], byte[]>>.Of((name, args) => name == "Committed" ? Committed((IEnumerable<TopicPartition>)args[0]!) : null);

    public IAdminClient Admin(IClient client) => Fake<IAdminClient>.Of(static (name, _) => name == "Dispose" ? null : throw new KafkaException(ErrorCode.Local_TimedOut));

    public IProducer<byte[], byte[]> Transactional(string transactionalId)
    {
        var (letters, states, offsets) = (new List<(int, long)>(), new List<(int Partition, byte[] Key, byte[]? Value)>(), new List<TopicPartitionOffset>());
        return Fake<IProducer<byte[], byte[]>>.Of((name, args) =>
        {
            switch (name)
            {
                case "Produce":
                    Take((TopicPartition)args[0]!, (Message<byte[], byte[]>)args[1]!, letters, states);
                    break;
                case "SendOffsetsToTransaction":
                    Change(() =>
                    {
                        if (!ReferenceEquals(args[1], Member.Metadata))
                            throw new KafkaException(ErrorCode.IllegalGeneration);
                        Undecided++;
                        offsets.AddRange((IEnumerable<TopicPartitionOffset>)args[0]!);
                    });
                    break;
                case "CommitTransaction":
                    OnCommit();
                    Change(() => Commit(letters, states, offsets));
                    break;
                case "AbortTransaction" or "Dispose":
                    Change(() => Undecided -= offsets.Count > 0 ? 1 : 0);
                    break;
            }
            if (name is "CommitTransaction" or "AbortTransaction" or "Dispose")
            {
                letters.Clear();
                states.Clear();
                offsets.Clear();
            }
            return name == "Flush" ? 0 : null;
        });
    }

    /// <summary>Another member of the group goes on with a partition that isn't ours.</summary>
    public void OtherProcesses(int partition, int records) => Change(() =>
    {
        while (Undecided > 0)
            Assert.True(Monitor.Wait(Gate, Deadline), "a transaction stays open");
        for (; records > 0 && Offsets[partition] < Inputs[partition]; records--)
            Letters.Add((partition, Offsets[partition]++));
        _changelog[partition].Add(PartitionRecordOf(partition, Offsets[partition]));
    });

    public void Change(Action change)
    {
        lock (Gate)
        {
            change();
            Monitor.PulseAll(Gate);
        }
    }

    /// <summary>Waits until something holds.</summary>
    public void Until(Func<bool> holds, string what)
    {
        var until = Environment.TickCount64 + (long)Deadline.TotalMilliseconds;
        lock (Gate)
        {
            while (!holds())
            {
                Assert.True(Environment.TickCount64 < until, $"not {what}: offsets {string.Join(',', Offsets)} of {string.Join(',', Inputs)}");
                Monitor.Wait(Gate, 100);
            }
        }
    }

    /// <summary>Each record of the input up to the group's offset has one dead letter, in order, and no other has one.</summary>
    public void Check()
    {
        lock (Gate)
        {
            for (var partition = 0; partition < Inputs.Length; partition++)
                Assert.Equal(Enumerable.Range(0, (int)Offsets[partition]).Select(offset => (long)offset), Letters.Where(letter => letter.Partition == partition).Select(letter => letter.Offset));
        }
    }

    private void Commit(List<(int, long)> letters, List<(int Partition, byte[] Key, byte[]? Value)> states, List<TopicPartitionOffset> offsets)
    {
        Letters.AddRange(letters);
        foreach (var (partition, key, value) in states)
            _changelog[partition].Add((key, value));
        foreach (var next in offsets)
            Offsets[next.Partition.Value] = next.Offset.Value;
        Undecided -= offsets.Count > 0 ? 1 : 0;
    }

    private void Take(TopicPartition to, Message<byte[], byte[]> message, List<(int, long)> letters, List<(int, byte[], byte[]?)> states)
    {
        if (to.Topic == _topics.DeadLetters)
            letters.Add(((int)Header(message, "partition"), Header(message, "offset")));
        else if (to.Topic == _topics.State(TopicNames.DefaultGroup))
            states.Add((to.Partition.Value, message.Key, message.Value));
    }

    private static long Header(Message<byte[], byte[]> message, string name) =>
        long.Parse(Encoding.UTF8.GetString(message.Headers.GetLastBytes(name)), CultureInfo.InvariantCulture);

    private List<TopicPartitionOffset> Committed(IEnumerable<TopicPartition> partitions)
    {
        lock (Gate)
        {
            if (Undecided > 0)
                Monitor.Wait(Gate, 10);
            if (Undecided > 0)
                throw new KafkaException(ErrorCode.UnstableOffsetCommit);
            return [.. partitions.Select(partition => new TopicPartitionOffset(partition, Offsets[partition.Partition.Value]))];
        }
    }

    private ConsumeResult<byte[], byte[]>? Next(Dictionary<int, int> at, TimeSpan wait)
    {
        lock (Gate)
        {
            foreach (var (partition, next) in at)
            {
                at[partition] = next + 1;
                var isEnd = next >= _changelog[partition].Count;
                var result = new ConsumeResult<byte[], byte[]> { TopicPartitionOffset = new TopicPartitionOffset("changelog", partition, next), IsPartitionEOF = isEnd };
                if (isEnd)
                    at.Remove(partition);
                else
                    result.Message = new Message<byte[], byte[]> { Key = _changelog[partition][next].Key, Value = _changelog[partition][next].Value! };
                return result;
            }
            Monitor.Wait(Gate, wait);
            return null;
        }
    }

    private static (byte[] Key, byte[]? Value) PartitionRecordOf(int partition, long nextOffset)
    {
        using var epoch = new Epoch();
        PartitionRecord.Write(partition, 0, nextOffset, new ProcessorOptions { Writer = "other" }, epoch);
        var record = epoch.Part.Records.Single();
        return (record.Key, epoch.Bytes.Written.ToArray());
    }
}
