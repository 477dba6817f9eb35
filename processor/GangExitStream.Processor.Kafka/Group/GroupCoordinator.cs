using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Processor.Kafka.Transactions;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// Asks the group's broker, on a connection of its own: on a member's, everything waits behind the answer to "join", which comes
/// when all other members have asked to join as well, or have been taken for dead.
/// </summary>
internal sealed class GroupCoordinator : IDisposable
{
    private static readonly TimeSpan StateRequest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortRequest = TimeSpan.FromMilliseconds(200);

    private readonly RunOptions _options;
    private readonly TimeProvider _time;
    private readonly IConsumer<byte[], byte[]> _client;
    private readonly IAdminClient _admin;

    public GroupCoordinator(RunOptions options, IKafkaClients clients, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _client = clients.Offsets();
        _admin = clients.Admin(_client);
    }

    /// <summary>What the group has committed. Throws while a transaction that committed offsets is open.</summary>
    public List<TopicPartitionOffset> Committed(IEnumerable<TopicPartition> partitions) => _client.Committed(partitions, _options.Timeouts.Request);

    /// <summary>
    /// What the group has committed, once no transaction can change it any more. Where that takes longer than a commit may,
    /// <paramref name="overdue"/> is called, once.
    /// </summary>
    public List<TopicPartitionOffset> Settled(IReadOnlyList<TopicPartition> partitions, Action overdue, CancellationToken cancel)
    {
        if (SettledWithin(_options.Timeouts.ForeignCommit, partitions, cancel) is { } offsets)
            return offsets;
        overdue();
        return SettledWithin(_options.Timeouts.Request, partitions, cancel) ?? throw new UnsettledException(
            $"the group's offsets of {_options.Kafka.Topics.Events} {Names(partitions.Select(p => p.Partition.Value))} can't be read for {_options.Timeouts.Request.TotalSeconds:0} s: "
            + "the group's broker is away, or a transaction that committed offsets is still open");
    }

    /// <summary>
    /// Where partitions of ours may begin before anybody knows where they are to be read: what is read of them is dropped until the
    /// restore says, and seeks. Always an absolute offset. A logical one is looked up, and librdkafka 2.16 asks again where a seek has made
    /// the answer outdated (rd_kafka_toppar_handle_Offset); the second answer then undoes the seek, and with "end" records were skipped.
    /// An offset before the log's start is looked up, too; so what the group has committed is taken where it is known soon.
    /// </summary>
    public IEnumerable<TopicPartitionOffset> Provisional(IReadOnlyList<TopicPartition> partitions)
    {
        try
        {
            return [.. _client.Committed(partitions, ShortRequest).Select(static committed => committed.Offset.IsSpecial ? Zero(committed.TopicPartition) : committed)];
        }
        catch (KafkaException)
        {
            return partitions.Select(Zero); // undecided just now, or the broker is slow
        }
    }

    /// <summary>
    /// Where to read on, absolute: at what was committed, or at the beginning where nothing is, or where the input doesn't reach so far any more
    /// (auto.offset.reset: earliest).
    /// </summary>
    public long StartOf(TopicPartitionOffset committed)
    {
        var ends = _client.QueryWatermarkOffsets(committed.TopicPartition, _options.Timeouts.Request);
        if (committed.Offset.IsSpecial || committed.Offset > ends.High)
            return ends.Low.Value;
        if (committed.Offset < ends.Low)
            Log.Expired(_options.Logger, "GX5045", committed.Partition.Value, committed.Offset.Value, ends.Low.Value, "records were deleted before they were read: what was in them is counted as lost", "docs/runbook.md, \"Records that were deleted unread\"");
        return Math.Max(committed.Offset.Value, ends.Low.Value);
    }

    /// <summary>The log's very first offset, whether it is still there or not.</summary>
    public static TopicPartitionOffset Zero(TopicPartition partition) => new(partition, 0);

    private List<TopicPartitionOffset>? SettledWithin(TimeSpan patience, IReadOnlyList<TopicPartition> partitions, CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        while (_time.GetElapsedTime(started) < patience)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                return _client.Committed(partitions, patience); // asks again by itself, mostly
            }
            catch (KafkaException e) when (IsUndecided(e))
            {
                // The previous owner's transaction is still open.
            }
        }
        return null;
    }

    /// <summary>Partitions are being given to members anew; null: the broker doesn't say.</summary>
    public async Task<bool?> IsRebalancingAsync()
    {
        try
        {
            var groups = await _admin.DescribeConsumerGroupsAsync([_options.Group], new DescribeConsumerGroupsOptions { RequestTimeout = StateRequest });
            return groups.ConsumerGroupDescriptions[0].State is ConsumerGroupState.PreparingRebalance or ConsumerGroupState.CompletingRebalance;
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    /// <summary>Null: a broker coordinates the group, or it isn't known; else why none does.</summary>
    public async Task<string?> WhyNoneAsync()
    {
        try
        {
            await _admin.DescribeConsumerGroupsAsync([_options.Group], new DescribeConsumerGroupsOptions { RequestTimeout = _options.Timeouts.Request });
            return null;
        }
        catch (KafkaException e)
        {
            var error = e is DescribeConsumerGroupsException some ? some.Results.ConsumerGroupDescriptions[0].Error : e.Error;
            return error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_WaitCoord or ErrorCode.GroupCoordinatorNotAvailable ? error.Reason : null;
        }
    }

    /// <summary>Partitions as logs and errors have them.</summary>
    public static string Names(IEnumerable<int> partitions) => string.Join(',', partitions.Order());

    public void Dispose()
    {
        _admin.Dispose();
        _client.Dispose();
    }

    private static bool IsUndecided(KafkaException e) =>
        e.Error.Code is ErrorCode.UnstableOffsetCommit or ErrorCode.Local_TimedOut
        || (e is TopicPartitionOffsetException some && some.Results.Exists(result => result.Error.Code == ErrorCode.UnstableOffsetCommit));
}
