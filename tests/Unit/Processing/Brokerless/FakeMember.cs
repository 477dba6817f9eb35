using Confluent.Kafka;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka.Group;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>Our member of the group: what the group gives and takes happens within Consume, as librdkafka has it.</summary>
internal sealed class FakeMember(FakeKafka kafka)
{
    private readonly Queue<Action> _due = [];
    private readonly SortedDictionary<int, long> _positions = [];
    private readonly HashSet<int> _paused = [];
    private IPartitionOwner? _owner;
    private string? _memberId = "member";

    /// <summary>Another object in each generation.</summary>
    public IConsumerGroupMetadata Metadata { get; private set; } = new Generation();

    /// <summary>We have been told at least once that partitions are taken.</summary>
    public bool IsRevoking { get; private set; }

    /// <summary>Partitions that are ours.</summary>
    public IReadOnlyCollection<int> Owned => _positions.Keys;

    public IConsumer<PooledBytes, PooledBytes> Open(IPartitionOwner owner)
    {
        _owner = owner;
        return Fake<IConsumer<PooledBytes, PooledBytes>>.Of(Call);
    }

    /// <summary>The group gives us partitions; returns when we have been told.</summary>
    public void Assign(params int[] partitions) => Do(() =>
    {
        _memberId = "member";
        foreach (var from in _owner!.Assigned([.. partitions.Select(Named)]))
            Seek(from);
    });

    /// <summary>The group takes partitions; returns when we have given them up.</summary>
    public void Revoke(params int[] partitions) => Do(() =>
    {
        kafka.Change(() => IsRevoking = true);
        _owner!.Revoked([.. partitions]);
        Remove(partitions);
    });

    /// <summary>The group took us for dead some time ago; we learn of it now.</summary>
    public void Lose()
    {
        int[] all = [.. _positions.Keys];
        kafka.Change(() => Metadata = new Generation());
        Do(() =>
        {
            _memberId = "";
            _owner!.Lost([.. all]);
            Remove(all);
        });
    }

    private static TopicPartition Named(int partition) => new("kvm-hv-events", partition);

    private void Remove(IEnumerable<int> partitions)
    {
        foreach (var partition in partitions)
            _positions.Remove(partition);
    }

    /// <summary>Calls of us come within Consume, and without the gate: they wait for the graph.</summary>
    private void Do(Action action)
    {
        var done = false;
        kafka.Change(() => _due.Enqueue(() =>
        {
            action();
            kafka.Change(() => done = true);
        }));
        kafka.Until(() => done, "told of the rebalance");
    }

    private object? Call(string name, object?[] args)
    {
        switch (name)
        {
            case "Consume":
                return Consume((TimeSpan)args[0]!);
            case "Seek":
                Seek((TopicPartitionOffset)args[0]!);
                return null;
            case "Pause":
                _paused.UnionWith(((IEnumerable<TopicPartition>)args[0]!).Select(p => p.Partition.Value));
                return null;
            case "Resume":
                _paused.ExceptWith(((IEnumerable<TopicPartition>)args[0]!).Select(p => p.Partition.Value));
                return null;
            case "get_Assignment":
                return _positions.Keys.Select(Named).ToList();
            case "get_MemberId":
                return _memberId;
            case "get_ConsumerGroupMetadata":
                return Metadata;
            case "GetWatermarkOffsets":
                return new WatermarkOffsets(Offset.Unset, Offset.Unset);
            default:
                return null;
        }
    }

    private void Seek(TopicPartitionOffset to) => kafka.Change(() => _positions[to.Partition.Value] =
        to.Offset == Offset.End ? kafka.Inputs[to.Partition.Value] : to.Offset == Offset.Beginning ? 0 : to.Offset.Value);

    private ConsumeResult<PooledBytes, PooledBytes>? Consume(TimeSpan wait)
    {
        Action? due;
        lock (kafka.Gate)
            _due.TryDequeue(out due);
        due?.Invoke();
        lock (kafka.Gate)
        {
            foreach (var (partition, at) in _positions)
            {
                if (_paused.Contains(partition) || at >= kafka.Inputs[partition])
                    continue;
                _positions[partition] = at + 1;
                return new ConsumeResult<PooledBytes, PooledBytes>
                {
                    TopicPartitionOffset = new TopicPartitionOffset(Named(partition), at),
                    Message = new Message<PooledBytes, PooledBytes> { Key = PooledBytes.Copy([1]), Value = PooledBytes.Copy([1, 2, 3]) },
                };
            }
            if (wait > TimeSpan.Zero && _due.Count == 0)
                Monitor.Wait(kafka.Gate, wait);
            return null;
        }
    }

    private sealed class Generation : IConsumerGroupMetadata;
}
