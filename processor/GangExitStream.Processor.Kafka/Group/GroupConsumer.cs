using Confluent.Kafka;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka.Native;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// The instance's member of the group. It outlives a failed attempt: leaving and joining again would rebalance twice and refuse commits
/// of other instances in flight; and a consumer closed while it can't reach the coordinator, or while it joins, leaves a member behind
/// whose partitions are not read until its session times out. Assignments change only within Consume, so only while an attempt owns them.
/// </summary>
internal sealed class GroupConsumer : IPartitionOwner, IAsyncDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxJoinWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SecondRound = TimeSpan.FromMilliseconds(500); // second rebalance round: starts after the other members have revoked
    private static readonly TimeSpan TimeInterval = TimeSpan.FromMilliseconds(10);

    private readonly RunOptions _options;
    private readonly TimeProvider _time;
    private readonly NativeMembership? _native;
    private IPartitionKeeper? _owner;
    private long _timeKept;
    private bool _joins;
    private long? _assigned; // when the last rebalance ended for this member

    public GroupConsumer(RunOptions options, IKafkaClients clients, TimeProvider time)
    {
        (_options, _time) = (options, time);
        Coordinator = new GroupCoordinator(options, clients, time);
        Consumer = clients.Group(this);
        _native = options.Kafka.HasConsumerProtocol ? NativeMembership.TryCreate() : null; // this protocol doesn't report an empty assignment
    }

    public IConsumer<PooledBytes, PooledBytes> Consumer { get; }

    public GroupCoordinator Coordinator { get; }

    /// <summary>Sets the owner of the partitions, and joins the group if needed; returns the current assignment.</summary>
    public IReadOnlyList<TopicPartition> Join(IPartitionKeeper owner)
    {
        _owner = owner;
        if (!_joins)
            Consumer.Subscribe(_options.Kafka.Topics.Events);
        _joins = true;
        return Consumer.Assignment;
    }

    /// <summary>Whether this is a member of the group with a known assignment, which may be empty.</summary>
    public bool IsMember => (_assigned is not null && !string.IsNullOrEmpty(Consumer.MemberId)) || (_native?.IsMember(Consumer) ?? false);

    /// <summary>Removes the owner; the member stays in the group.</summary>
    public void ClearOwner() => _owner = null;

    /// <summary>The group has expelled this member for good: leaving need not wait for a join.</summary>
    public void End() => _joins = false;

    /// <summary>
    /// Keeps heartbeats on time; to be called often. librdkafka checks whether a heartbeat is due when its main thread wakes, at the latest
    /// after a second. Otherwise a commit, which asks for the generation, would wake it, and the rebalance that begins with the heartbeat's
    /// answer would refuse that commit.
    /// </summary>
    public void KeepTime()
    {
        if (_time.GetElapsedTime(_timeKept) < TimeInterval)
            return;
        _timeKept = _time.GetTimestamp();
        _ = Consumer.MemberId;
    }

    /// <summary>Leaves the group, so that the other members needn't wait for the session time-out.</summary>
    public async ValueTask DisposeAsync()
    {
        _owner = null; // Close calls it as well, when requests are not answered any more and would time out
        await SettleAsync();
        var inquiries = CloseAsync("the group's inquiries", Coordinator.Dispose, _options.Timeouts.Close);
        if (await CloseAsync("leaving the group", Consumer.Close, _options.Timeouts.Leave))
            await CloseAsync("the consumer", Consumer.Dispose, _options.Timeouts.Close);
        await inquiries;
    }

    IEnumerable<TopicPartitionOffset> IPartitionOwner.Assigned(List<TopicPartition> assigned)
    {
        _assigned = _time.GetTimestamp();
        if (_owner is null || assigned.Count == 0)
        {
            _owner?.Assigned([]);
            return assigned.Select(GroupCoordinator.Zero); // while leaving, no request is answered
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

    private Task<bool> CloseAsync(string what, Action close, TimeSpan limit) => ClientCloser.CloseAsync(what, close, limit, _options.Logger, _time);

    /// <summary>Waits for a join to end: librdkafka doesn't leave while it joins, and the member would remain until its session times out.</summary>
    private async Task SettleAsync()
    {
        var started = _time.GetTimestamp();
        while (_joins && _time.GetElapsedTime(started) < MaxJoinWait && await IsJoiningAsync())
        {
            try
            {
                Consumer.Consume(PollWait); // the join continues within Consume; records are dropped
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
            : await Coordinator.IsRebalancingAsync() is not null; // without a coordinator, no member waits for this one
}
