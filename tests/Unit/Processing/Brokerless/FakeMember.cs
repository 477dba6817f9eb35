using Confluent.Kafka;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka.Group;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>The member of the group under test. As in librdkafka, assignments and revocations are delivered within Consume.</summary>
internal sealed class FakeMember
{
    private static readonly IConsumerGroupMetadata NoMember = new Generation();

    private readonly FakeKafka _kafka;
    private readonly Queue<Action> _due = [];
    private readonly FakePositions _positions;
    private readonly SortedSet<int> _owned = [];
    private IPartitionOwner? _owner;
    private string? _memberId = "member";
    private IConsumerGroupMetadata _known = new Generation(); // the generation as known to the client
    private IConsumerGroupMetadata _current; // the generation of the group

    public FakeMember(FakeKafka kafka) => (_kafka, _positions, _current) = (kafka, new FakePositions(kafka), _known);

    /// <summary>At least one revocation has been delivered.</summary>
    public bool IsRevoking { get; private set; }

    /// <summary>The member's partitions as known to the group.</summary>
    public IReadOnlyCollection<int> Owned => _owned;

    /// <summary>The read positions of the member's partitions.</summary>
    public FakePositions Positions => _positions;

    public IConsumer<PooledBytes, PooledBytes> Open(IPartitionOwner owner)
    {
        _owner = owner;
        return Fake<IConsumer<PooledBytes, PooledBytes>>.Of(Call);
    }

    /// <summary>The group assigns partitions; returns when the assignment has been delivered.</summary>
    public void Assign(params int[] partitions)
    {
        _kafka.Change(() => _owned.UnionWith(partitions));
        Do(() =>
        {
            _kafka.Change(() => Join("member"));
            foreach (var from in _owner!.Assigned([.. partitions.Select(FakePositions.Named)]))
                _kafka.Change(() => _positions.Start(from));
        });
    }

    /// <summary>The group takes partitions; returns when we have given them up.</summary>
    public void Revoke(params int[] partitions) => Do(() =>
    {
        _kafka.Change(() => IsRevoking = true);
        _owner!.Revoked([.. partitions]);
        _kafka.Change(() =>
        {
            _owned.ExceptWith(partitions);
            _positions.Stop(partitions);
            Join(_memberId);
        });
    });

    /// <summary>The group took us for dead some time ago; we learn of it now.</summary>
    public void Lose()
    {
        int[] all = [.. _owned];
        _kafka.Change(() =>
        {
            _current = new Generation();
            _owned.Clear();
        });
        _kafka.Change(() => (_memberId, _known) = ("", NoMember)); // what the client learns of it, in the background
        Do(() =>
        {
            _owner!.Lost([.. all]);
            _kafka.Change(() => _positions.Stop(all));
        });
    }

    /// <summary>The client fails for good: it says so once, and does nothing any more.</summary>
    public void Expel(ErrorCode code) =>
        _kafka.Change(() => _due.Enqueue(() => throw new ConsumeException(new ConsumeResult<byte[], byte[]>(), new Error(code, "put out", isFatal: true))));

    /// <summary>A commit with this is let through: it is of a member of today, or of a producer that isn't fenced by any group.</summary>
    public bool Accepts(IConsumerGroupMetadata member) => ReferenceEquals(member, _current) || ReferenceEquals(member, NoMember);

    private void Join(string? memberId)
    {
        _current = new Generation();
        (_memberId, _known) = (memberId, _current);
    }

    /// <summary>Calls of us come within Consume, and without the gate: they wait for the graph.</summary>
    private void Do(Action action)
    {
        var done = false;
        _kafka.Change(() => _due.Enqueue(() =>
        {
            action();
            _kafka.Change(() => done = true);
        }));
        _kafka.Until(() => done, "told of the rebalance");
    }

    /// <summary>How often partitions were paused.</summary>
    public int Pauses { get; private set; }

    private object? Call(string name, object?[] args)
    {
        switch (name)
        {
            case "Consume":
                return Consume((TimeSpan)args[0]!);
            case "Seek":
                _kafka.Change(() => _positions.Seek((TopicPartitionOffset)args[0]!));
                return null;
            case "Pause":
                _kafka.Change(() => _positions.Pause((IEnumerable<TopicPartition>)args[0]!));
                Pauses++;
                return null;
            case "Resume":
                _kafka.Change(() => _positions.Resume((IEnumerable<TopicPartition>)args[0]!));
                return null;
            case "get_Assignment":
                lock (_kafka.Gate)
                    return _positions.Assigned.Select(FakePositions.Named).ToList();
            case "get_MemberId":
                return _memberId;
            case "get_ConsumerGroupMetadata":
                lock (_kafka.Gate)
                    return _known;
            case "GetWatermarkOffsets":
                return new WatermarkOffsets(Offset.Unset, Offset.Unset);
            default:
                return null;
        }
    }

    private ConsumeResult<PooledBytes, PooledBytes>? Consume(TimeSpan wait)
    {
        Action? due;
        lock (_kafka.Gate)
            _due.TryDequeue(out due);
        due?.Invoke();
        lock (_kafka.Gate)
        {
            if (_positions.Next() is { } next)
                return next;
            if (wait > TimeSpan.Zero && _due.Count == 0)
                Monitor.Wait(_kafka.Gate, wait);
            return null;
        }
    }

    private sealed class Generation : IConsumerGroupMetadata;
}
