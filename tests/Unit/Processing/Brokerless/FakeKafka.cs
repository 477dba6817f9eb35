using Confluent.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Processor.Kafka.Transactions;
using GangExitStream.Processor.Sessions;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>
/// In-memory brokers: an input (<see cref="FakeInput"/>), the group's offsets, the changelog, and transactions that are fenced by the
/// group's generation and by their id. <see cref="Check()"/> has the invariants.
/// </summary>
internal sealed class FakeKafka : IKafkaClients
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static readonly string OtherWriter = TransactionalId.PrefixOf(TopicNames.DefaultGroup) + "other";

    private readonly TopicNames _topics = new("", null);
    private readonly List<(int Partition, long Offset, FakeTransaction Of)> _letters = [];
    private readonly List<FakeTransaction> _transactions = [];
    private readonly Dictionary<string, FakeProducer> _producers = new(StringComparer.Ordinal);
    private readonly List<string> _wrong = [];
    private readonly List<string> _told = [];
    private FakeTransaction? _others; // open, of another member that died

    public FakeKafka(int partitions)
    {
        (Inputs, Starts, Offsets) = (new long[partitions], new long[partitions], new long[partitions]);
        Log = new FakeChangelog(this, partitions);
        Member = new FakeMember(this);
    }

    /// <summary>The lock of all state; pulsed at every change.</summary>
    public object Gate { get; } = new();

    /// <summary>End offset of the input, by partition.</summary>
    public long[] Inputs { get; }

    /// <summary>First offset of the input, by partition.</summary>
    public long[] Starts { get; }

    /// <summary>The group's committed offset, by partition; 0: none.</summary>
    public long[] Offsets { get; }

    public FakeChangelog Log { get; }

    public FakeMember Member { get; }

    /// <summary>Number of open transactions that have sent offsets.</summary>
    public int Undecided => _transactions.Count(of => of.IsOpen && of.Offsets.Count > 0);

    /// <summary>Called before a commit; an exception makes the commit fail.</summary>
    public Action OnCommit { get; set; } = static () => { };

    /// <summary>How the next commits fail.</summary>
    public Queue<CommitFault> NextCommits { get; } = [];

    /// <summary>Abandoned transactions stay open.</summary>
    public bool NeverTimesOut { get; set; }

    /// <summary>The next request for committed offsets fails because a transaction is pending.</summary>
    public bool UndecidedOnce { get; set; }

    /// <summary>Transactional ids that another instance than their owner has used, to abort a transaction.</summary>
    public List<string> Fenced { get; } = [];

    public IReadOnlyDictionary<string, int> Partitions => new[] { _topics.Events, _topics.GangExits, _topics.Counts, _topics.State(TopicNames.DefaultGroup), _topics.DeadLetters }
        .ToDictionary(name => name, _ => Inputs.Length, StringComparer.Ordinal);

    public IConsumer<PooledBytes, PooledBytes> Group(IPartitionOwner owner) => Member.Open(owner);

    public IConsumer<byte[], byte[]> Changelog(IsolationLevel isolation) => Log.Open(isolation);

    IConsumer<byte[], byte[]> IKafkaClients.Offsets() => Fake<IConsumer<byte[], byte[]>>.Of((name, args) => name switch
    {
        "Committed" => Committed([.. (IEnumerable<TopicPartition>)args[0]!]),
        "QueryWatermarkOffsets" => Watermarks(((TopicPartition)args[0]!).Partition.Value),
        _ => null,
    });

    public IAdminClient Admin(IClient client) => Fake<IAdminClient>.Of(static (name, _) => name == "Dispose" ? null : throw new KafkaException(ErrorCode.Local_TimedOut));

    public IProducer<byte[], byte[]> Transactional(string transactionalId)
    {
        var producer = new FakeProducer(this, _topics);
        Change(() =>
        {
            if (_producers.Remove(transactionalId, out var before))
                before.Fence();
            if (transactionalId == OtherWriter)
                _others?.End(commits: false);
            if (before is not null || transactionalId == OtherWriter)
                Fenced.Add(transactionalId);
            _producers[transactionalId] = producer;
        });
        return producer.Client();
    }

    /// <summary>Another member of the group processes a partition that it owns; it may die before its commit.</summary>
    public void OtherProcesses(int partition, int records, bool dies = false) => Change(() =>
    {
        Settle(partition);
        var of = Begin();
        var end = Math.Min(Inputs[partition], Offsets[partition] + records);
        for (var offset = Offsets[partition]; offset < end; offset++)
        {
            if (FakeInput.IsPoison(offset))
                AddLetter(partition, offset, of);
        }
        foreach (var (key, value) in FakeInput.StateAt(partition, end, OtherWriter))
            Log.Add(partition, key, value, of);
        if (end > 0)
            of.Offsets[partition] = end;
        if (dies)
            (of.AsksLeft, _others) = (20, of);
        else
            Commit(of);
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
                Assert.Empty(_wrong);
                Assert.True(Environment.TickCount64 < until, $"not {what}: offsets {string.Join(',', Offsets)} of {string.Join(',', Inputs)}, ours {string.Join(',', Member.Owned)}:\n{string.Join('\n', _told)}");
                Monitor.Wait(Gate, 20);
            }
        }
    }

    /// <summary>For whoever reads why a test failed.</summary>
    public void Tell(string what) => Change(() => _told.Add(what));

    /// <summary>Something happened that must not.</summary>
    public void Wrong(string what) => Change(() => _wrong.Add(what));

    /// <summary>
    /// Each record of the input up to the group's offset has had its effect once: poison has one dead letter, in order, and a VM's state has
    /// come to its last batch without a gap or a duplicate. No other record has had any.
    /// </summary>
    public void Check()
    {
        lock (Gate)
        {
            Assert.Empty(_wrong);
            for (var partition = 0; partition < Inputs.Length; partition++)
                Check(partition, Offsets[partition]);
        }
    }

    public FakeTransaction Begin()
    {
        _transactions.Add(new FakeTransaction());
        return _transactions[^1];
    }

    public void AddLetter(int partition, long offset, FakeTransaction of) => _letters.Add((partition, offset, of));

    public void Commit(FakeTransaction of)
    {
        of.End(commits: true);
        foreach (var (partition, next) in of.Offsets)
        {
            if (next < Offsets[partition])
                _wrong.Add($"partition {partition} was committed back from {Offsets[partition]} to {next}");
            Offsets[partition] = next;
        }
    }

    private void Check(int partition, long end)
    {
        var letters = _letters.Where(letter => letter.Partition == partition && letter.Of.IsCommitted == true).Select(letter => letter.Offset).ToList();
        var poison = Enumerable.Range(0, (int)end).Select(offset => (long)offset).Where(FakeInput.IsPoison).ToList();
        Assert.True(poison.SequenceEqual(letters), $"partition {partition}: dead letters of {string.Join(',', letters)} up to {end}");
        var latest = Log.Latest(partition);
        if (end > 0)
            Assert.Equal(end, FakeInput.Decode(latest[PartitionRecord.Key]).LastTimeNs);
        latest.Remove(PartitionRecord.Key);
        var states = latest.ToDictionary(one => one.Key, one => FakeInput.Decode(one.Value));
        Assert.All(states.Values, state => Assert.Equal((0, 0), (state.Gaps, state.Duplicates)));
        Assert.Equal(FakeInput.Sequences(partition, end), states.ToDictionary(one => one.Key, one => one.Value.NextSequence));
    }

    private FakeTransaction? Pending(int partition) => _transactions.Find(of => of.IsOpen && of.Offsets.ContainsKey(partition));

    /// <summary>As a new owner has to: waits for whoever committed there before, or until the broker has ended it.</summary>
    private void Settle(int partition)
    {
        while (Pending(partition) is { } open)
        {
            if (Asked(open))
                continue;
            Assert.True(Monitor.Wait(Gate, Deadline), "a transaction stays open");
        }
    }

    private bool Asked(FakeTransaction open)
    {
        if (NeverTimesOut || open.AsksLeft is not { } left)
            return false;
        open.AsksLeft = left - 1;
        if (left <= 0)
            open.End(commits: false);
        return true;
    }

    private WatermarkOffsets Watermarks(int partition)
    {
        lock (Gate)
            return new WatermarkOffsets(Starts[partition], Inputs[partition]);
    }

    private List<TopicPartitionOffset> Committed(List<TopicPartition> partitions)
    {
        lock (Gate)
        {
            if (partitions.Exists(partition => Pending(partition.Partition.Value) is not null))
                Monitor.Wait(Gate, 5);
            foreach (var open in partitions.Select(partition => Pending(partition.Partition.Value)).OfType<FakeTransaction>().ToList())
                Asked(open);
            var isUndecided = UndecidedOnce;
            UndecidedOnce = false;
            if (isUndecided || partitions.Exists(partition => Pending(partition.Partition.Value) is not null))
                throw new KafkaException(ErrorCode.UnstableOffsetCommit);
            return [.. partitions.Select(partition => new TopicPartitionOffset(partition, Offsets[partition.Partition.Value] is > 0 and var offset ? offset : Offset.Unset))];
        }
    }
}
