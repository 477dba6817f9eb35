using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Processor.Kafka.Transactions;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// Sends requests to the group's coordinator on a connection of its own: on the member's connection they would wait behind the response
/// to JoinGroup, which comes when all other members have joined or timed out.
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

    /// <summary>The group's committed offsets. Throws while a transaction that commits offsets is open.</summary>
    public List<TopicPartitionOffset> Committed(IEnumerable<TopicPartition> partitions) => _client.Committed(partitions, _options.Timeouts.Request);

    /// <summary>
    /// The group's committed offsets when no open transaction can change them any more. Calls <paramref name="overdue"/> once if that takes
    /// longer than <see cref="ProcessTimeouts.ForeignCommit"/>. Throws <see cref="UnsettledException"/>.
    /// </summary>
    public async Task<List<TopicPartitionOffset>> SettledAsync(IReadOnlyList<TopicPartition> partitions, Func<Task> overdue, CancellationToken cancel)
    {
        if (SettledWithin(_options.Timeouts.ForeignCommit, partitions, cancel) is { } offsets)
            return offsets;
        await overdue();
        return SettledWithin(_options.Timeouts.Request, partitions, cancel) ?? throw new UnsettledException(
            $"the group's offsets of {_options.Kafka.Topics.Events} {Names(partitions.Select(p => p.Partition.Value))} can't be read for {_options.Timeouts.Request.TotalSeconds:0} s: "
            + "the group's coordinator doesn't answer, or a transaction that committed offsets is still open");
    }

    /// <summary>
    /// Offsets at which assigned partitions begin until their restore seeks; records before that are dropped. Always absolute: librdkafka 2.16
    /// looks up a logical offset, and again if a seek has outdated the answer (rd_kafka_toppar_handle_Offset); the second answer then undoes
    /// the seek, and with "end" skipped records. An offset before the log's start is looked up as well, so the committed offset is used if
    /// it is known soon.
    /// </summary>
    public IEnumerable<TopicPartitionOffset> Provisional(IReadOnlyList<TopicPartition> partitions)
    {
        try
        {
            return [.. _client.Committed(partitions, ShortRequest).Select(static committed => committed.Offset.IsSpecial ? Zero(committed.TopicPartition) : committed)];
        }
        catch (KafkaException)
        {
            return partitions.Select(Zero); // a transaction is open, or the broker is slow
        }
    }

    /// <summary>
    /// The absolute offset to read from: the committed one, or the log's beginning if there is none or the log ends before it
    /// (as auto.offset.reset=earliest).
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

    /// <summary>Offset 0, whether the log still has it or not.</summary>
    public static TopicPartitionOffset Zero(TopicPartition partition) => new(partition, 0);

    private List<TopicPartitionOffset>? SettledWithin(TimeSpan timeout, IReadOnlyList<TopicPartition> partitions, CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        while (_time.GetElapsedTime(started) < timeout)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                return _client.Committed(partitions, timeout); // librdkafka mostly retries by itself
            }
            catch (KafkaException e) when (IsUnsettled(e))
            {
                // The previous owner's transaction is still open.
            }
        }
        return null;
    }

    /// <summary>Whether the group is rebalancing; null if the broker doesn't answer.</summary>
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

    /// <summary>The reason why the group has no coordinator; null: it has one, or the answer is another error.</summary>
    public async Task<string?> UnavailableReasonAsync()
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

    /// <summary>Partition numbers as text for logs and errors.</summary>
    public static string Names(IEnumerable<int> partitions) => string.Join(',', partitions.Order());

    public void Dispose()
    {
        _admin.Dispose();
        _client.Dispose();
    }

    private static bool IsUnsettled(KafkaException e) =>
        e.Error.Code is ErrorCode.UnstableOffsetCommit or ErrorCode.Local_TimedOut
        || (e is TopicPartitionOffsetException some && some.Results.Exists(result => result.Error.Code == ErrorCode.UnstableOffsetCommit));
}
