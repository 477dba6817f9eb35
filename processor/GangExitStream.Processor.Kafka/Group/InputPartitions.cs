using Confluent.Kafka;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka.Changelog;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// The input partitions that the group gave us, and where each is read:
/// <code>
///   begun -> pending: paused; what comes of it all the same is dropped -> restored -> adopted: sought, its records are taken
/// </code>
/// On the fetching thread.
/// </summary>
internal sealed class InputPartitions(
    IConsumer<PooledBytes, PooledBytes> consumer, GraphFeed feed, BackgroundRestores restores, UnreadableBatches unreadable, RunOptions options, ProcessStatus status, TimeProvider time)
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(10);

    private readonly LagWatch _lag = new(options.Kafka.Topics.Events, status, time);
    private readonly Dictionary<int, long> _next = []; // by adopted partition: no record before that is taken
    private readonly List<TopicPartition> _unpaused = []; // pending ones that were assigned just now
    private long? _seekFailingSince; // since when a seek isn't possible yet

    /// <summary>They are ours: their restore begins.</summary>
    public void Begin(IReadOnlyList<int> partitions)
    {
        _unpaused.AddRange(partitions.Select(Named));
        restores.Begin(partitions);
        ShowPhase();
    }

    /// <summary>Pauses what has begun. It saves fetching what would be dropped, and can't be done before librdkafka knows the assignment.</summary>
    public void Pause()
    {
        if (_unpaused.Count == 0)
            return;
        try
        {
            consumer.Pause(_unpaused);
        }
        catch (KafkaException)
        {
            // Nothing depends on it.
        }
        _unpaused.Clear();
    }

    /// <summary>Takes what has been restored. What librdkafka has fetched of it before is dropped by the seek.</summary>
    public async Task AdoptAsync()
    {
        while (restores.Next() is { } restored)
        {
            if (!TrySeek(restored))
                return; // again in the next round
            restores.Adopted(restored);
            _next[restored.Partition] = restored.Start;
            _lag.Reached(restored.Partition, restored.Start);
            await feed.AdoptAsync(restored.Store);
            status.Restored(restored.Partition);
            ShowPhase();
        }
    }

    /// <summary>Feeds what was fetched, up to a chunk; waits a moment for the first record. Returns what ends the attempt; null: nothing.</summary>
    public KafkaException? Fetch(EndOffsets? ends)
    {
        try
        {
            KafkaException? wrong = null;
            for (var result = consumer.Consume(PollWait); result is not null; result = feed.IsFull ? null : consumer.Consume(TimeSpan.Zero))
                wrong = Take(result, ends) ?? wrong;
            return wrong;
        }
        catch (ConsumeException e)
        {
            return TakeFailed(e, ends);
        }
    }

    /// <summary>Tells the status how far behind we are.</summary>
    public void UpdateLag() => _lag.Update(consumer);

    /// <summary>The partition is adopted: where it is read is ours to say.</summary>
    public bool IsRead(int partition) => _next.ContainsKey(partition);

    /// <summary>They are given up: nothing more of them is restored. Returns those that were adopted, whose records may be in the graph.</summary>
    public IReadOnlyList<int> Drop(IReadOnlyList<int> partitions) => restores.Drop(partitions);

    /// <summary>They are somebody else's.</summary>
    public void Remove(IReadOnlyList<int> partitions)
    {
        foreach (var partition in partitions)
            _next.Remove(partition);
        _unpaused.RemoveAll(partition => partitions.Contains(partition.Partition.Value));
        _lag.Remove(partitions);
        status.Remove(partitions);
        ShowPhase();
    }

    /// <summary>Ready where nothing is pending; also as a standby without any partition.</summary>
    public void ShowPhase() => status.Phase = restores.Count > 0 ? ProcessPhase.Restoring : ProcessPhase.Running;

    /// <summary>Feeds a record, or drops it where its partition is pending. Returns what ends the attempt; null: nothing.</summary>
    private KafkaException? Take(ConsumeResult<PooledBytes, PooledBytes> result, EndOffsets? ends)
    {
        var (partition, offset) = (result.Partition.Value, result.Offset.Value);
        if (!_next.TryGetValue(partition, out var expected))
        {
            Return(result); // read again once it is restored
            return null;
        }
        if (offset < expected)
        {
            // A seek that was undone (GroupCoordinator.Provisional), or the log was cut: the next attempt finds out where to read.
            Return(result);
            return new KafkaException(new Error(ErrorCode.OffsetOutOfRange, $"{options.Kafka.Topics.Events} [{partition}] went back from offset {expected} to {offset}"));
        }
        Reached(partition, result.IsPartitionEOF ? offset : offset + 1, ends);
        if (!result.IsPartitionEOF)
            feed.Add(new RawRecord(partition, offset, result.Message.Key, result.Message.Value));
        return null;
    }

    /// <summary>A fetch failed. Where a batch is the cause, a dead letter stands for it and the partition goes on behind it. Returns what ends the attempt; null: nothing.</summary>
    private ConsumeException? TakeFailed(ConsumeException failed, EndOffsets? ends)
    {
        var (partition, begin) = (failed.ConsumerRecord.Partition.Value, failed.ConsumerRecord.Offset.Value);
        if (!UnreadableBatches.IsCause(failed.Error))
            return failed;
        if (!_next.TryGetValue(partition, out var expected))
            return null; // read again once it is restored
        if (unreadable.LastOffset(Named(partition), begin) is not { } last || last < expected)
            return failed;
        consumer.Seek(new TopicPartitionOffset(Named(partition), last + 1));
        Reached(partition, last + 1, ends);
        var first = Math.Max(begin, expected);
        Log.Unreadable(options.Logger, "GX5044", partition, first, last, failed.Error.Reason, "docs/runbook.md, \"Batches that cannot be unpacked\"");
        feed.Add(new RawRecord(partition, last, default, default) { Unreadable = new UnreadableBatch(first, $"CONTRACT-06: the batch of offsets {first} to {last} can't be unpacked: {failed.Error.Reason}") });
        return null;
    }

    private void Reached(int partition, long next, EndOffsets? ends)
    {
        _next[partition] = next;
        ends?.Reached(partition, next);
        _lag.Reached(partition, next);
    }

    private static void Return(ConsumeResult<PooledBytes, PooledBytes> result)
    {
        if (result.IsPartitionEOF)
            return;
        result.Message.Key.Return();
        result.Message.Value.Return();
    }

    /// <summary>False where librdkafka hasn't begun with the partition yet. Resumed first: what it fetches then is outdated by the seek.</summary>
    private bool TrySeek(RestoredPartition restored)
    {
        var partition = Named(restored.Partition);
        try
        {
            _unpaused.Remove(partition);
            consumer.Resume([partition]);
            consumer.Seek(new TopicPartitionOffset(partition, restored.Start));
            _seekFailingSince = null;
            return true;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_PrevInProgress)
        {
            _seekFailingSince ??= time.GetTimestamp();
            if (time.GetElapsedTime(_seekFailingSince.Value) > options.Timeouts.Request)
                throw;
            return false;
        }
    }

    private TopicPartition Named(int partition) => new(options.Kafka.Topics.Events, partition);
}
