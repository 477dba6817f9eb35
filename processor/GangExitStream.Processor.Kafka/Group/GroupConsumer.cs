using Confluent.Kafka;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka.Native;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// Our member of the group. It outlives a failed attempt: left and joined again, the group would rebalance twice, and refuse what
/// other instances have on their way just then; and a consumer that is closed while it can't reach the group's broker, or has just
/// asked to join, leaves a member behind whose partitions nobody reads until its session times out. Partitions come and go only
/// within Consume, so only while an attempt owns them.
/// </summary>
internal sealed class GroupConsumer : IPartitionOwner, IAsyncDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SecondRound = TimeSpan.FromMilliseconds(500); // as soon as others have given up what is to be ours
    private static readonly TimeSpan TimeInterval = TimeSpan.FromMilliseconds(10);

    private readonly RunOptions _options;
    private readonly TimeProvider _time;
    private readonly NativeMembership? _native;
    private IPartitionKeeper? _owner;
    private long _timeKept;
    private bool _joins;
    private long? _assigned; // when the last rebalance came to its end for us

    public GroupConsumer(RunOptions options, IKafkaClients clients, TimeProvider time)
    {
        (_options, _time) = (options, time);
        Coordinator = new GroupCoordinator(options, clients, time);
        Consumer = clients.Group(this);
        _native = options.Kafka.HasConsumerProtocol ? NativeMembership.TryCreate() : null; // there no word comes of an assignment that is empty
    }

    public IConsumer<PooledBytes, PooledBytes> Consumer { get; }

    public GroupCoordinator Coordinator { get; }

    /// <summary>The partitions are this one's from now on; returns those that we have already.</summary>
    public IReadOnlyList<TopicPartition> Join(IPartitionKeeper owner)
    {
        _owner = owner;
        if (!_joins)
            Consumer.Subscribe(_options.Kafka.Topics.Events);
        _joins = true;
        return Consumer.Assignment;
    }

    /// <summary>The group has taken us in, and has told us which partitions are ours, if any.</summary>
    public bool IsMember => (_assigned is not null && !string.IsNullOrEmpty(Consumer.MemberId)) || (_native?.IsMember(Consumer) ?? false);

    /// <summary>The owner is gone; we stay.</summary>
    public void Disown() => _owner = null;

    /// <summary>The group has put us out for good: there is nothing to wait for when we leave.</summary>
    public void End() => _joins = false;

    /// <summary>
    /// To be called often. librdkafka looks whether a heartbeat is due when something wakes its main thread, at the latest after a
    /// second. Without this, that would be a commit, which asks for the generation; and the rebalance that begins with the
    /// heartbeat's answer would refuse that very commit.
    /// </summary>
    public void KeepTime()
    {
        if (_time.GetElapsedTime(_timeKept) < TimeInterval)
            return;
        _timeKept = _time.GetTimestamp();
        _ = Consumer.MemberId;
    }

    /// <summary>Leaves the group, so that others needn't wait for our session to time out.</summary>
    public async ValueTask DisposeAsync()
    {
        _owner = null; // Close calls it too, and there no request is answered any more: it would wait for its time-out
        await SettleAsync();
        await Closing.DoAsync("the group's inquiries", Coordinator.Dispose, _options, _time);
        if (await Closing.DoAsync("leaving the group", Consumer.Close, _options, _time))
            await Closing.DoAsync("the consumer", Consumer.Dispose, _options, _time);
    }

    IEnumerable<TopicPartitionOffset> IPartitionOwner.Assigned(List<TopicPartition> assigned)
    {
        _assigned = _time.GetTimestamp();
        if (_owner is null || assigned.Count == 0)
        {
            _owner?.Assigned([]);
            return assigned.Select(GroupCoordinator.Zero); // while we leave nobody can be asked any more
        }
        _owner.Assigned([.. assigned.Select(static partition => partition.Partition.Value)]);
        return Coordinator.Provisional(assigned);
    }

    void IPartitionOwner.Revoked(List<int> partitions) => _owner?.Revoked(partitions);

    void IPartitionOwner.Lost(List<int> partitions)
    {
        _assigned = null;
        _owner?.Lost(partitions);
    }

    /// <summary>While it joins, librdkafka doesn't leave: the others would wait for the session of a member that is gone.</summary>
    private async Task SettleAsync()
    {
        var started = _time.GetTimestamp();
        while (_joins && _time.GetElapsedTime(started) < LeavePatience && await IsJoiningAsync())
        {
            try
            {
                Consumer.Consume(PollWait); // joins go on within; what is read is nobody's
            }
            catch (KafkaException)
            {
                return;
            }
        }
    }

    private async Task<bool> IsJoiningAsync() =>
        _assigned is { } assigned
            ? _time.GetElapsedTime(assigned) < SecondRound || await Coordinator.IsRebalancingAsync() == true
            : await Coordinator.IsRebalancingAsync() is not null; // without a coordinator nobody has heard of us
}
