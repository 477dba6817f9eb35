using Confluent.Kafka;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka.Changelog;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// The assigned input partitions, and the offset at which each is read:
/// <code>
///   begun -> pending: paused; its records are dropped -> restored -> adopted: sought, its records are processed
/// </code>
/// For the fetching thread.
/// </summary>
internal sealed class InputPartitions(
    IConsumer<PooledBytes, PooledBytes> consumer, GraphFeed feed, BackgroundRestores restores, UnreadableBatches unreadable, RunOptions options, ProcessStatus status, TimeProvider time)
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(10);

    private readonly LagWatch _lag = new(options.Kafka.Topics.Events, status, time);
    private readonly Dictionary<int, long> _next = []; // by adopted partition: the next offset; earlier records are errors
    private readonly List<TopicPartition> _unpaused = []; // pending partitions to pause
    private long _begun; // the last of their restores
    private long? _seekFailingSince; // null: the last seek succeeded

    /// <summary>Begins the restore of assigned partitions.</summary>
    public void Begin(IReadOnlyList<int> partitions)
    {
        _unpaused.AddRange(partitions.Select(Named));
        _begun = time.GetTimestamp();
        restores.Begin(partitions);
        ShowPhase();
    }

    /// <summary>Pauses partitions whose restore takes longer, so that no records are fetched to be dropped. librdkafka must know the assignment already.</summary>
    public void Pause()
    {
        if (_unpaused.Count == 0 || time.GetElapsedTime(_begun) < options.Timeouts.Pause)
            return;
        try
        {
            consumer.Pause(_unpaused);
        }
        catch (KafkaException)
        {
            // Only an optimization.
        }
        _unpaused.Clear();
    }

    /// <summary>Adopts restored partitions. The seek drops records that librdkafka has fetched before.</summary>
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

    /// <summary>Feeds fetched records, up to a chunk; waits briefly for the first one. Returns the error that ends the attempt; null: none.</summary>
    public KafkaException? Fetch(EndOffsets? ends)
    {
        try
        {
            KafkaException? wrong = null;
            for (var result = consumer.Consume(PollWait); result is not null; result = feed.IsFull ? null : consumer.Consume(TimeSpan.Zero))
                wrong = Handle(result, ends) ?? wrong;
            return wrong;
        }
        catch (ConsumeException e)
        {
            return HandleFailure(e, ends);
        }
    }

    /// <summary>Updates the lag in the status.</summary>
    public void UpdateLag() => _lag.Update(consumer);

    /// <summary>Whether the partition is adopted.</summary>
    public bool IsRead(int partition) => _next.ContainsKey(partition);

    /// <summary>Stops the restore of revoked partitions. Returns the adopted ones, whose records may be in the graph.</summary>
    public IReadOnlyList<int> Drop(IReadOnlyList<int> partitions) => restores.Drop(partitions);

    /// <summary>Removes revoked partitions.</summary>
    public void Remove(IReadOnlyList<int> partitions)
    {
        foreach (var partition in partitions)
            _next.Remove(partition);
        _unpaused.RemoveAll(partition => partitions.Contains(partition.Partition.Value));
        _lag.Remove(partitions);
        status.Remove(partitions);
        ShowPhase();
    }

    /// <summary>Sets the status: running if nothing is pending, also as a standby without partitions.</summary>
    public void ShowPhase() => status.Phase = restores.Count > 0 ? ProcessPhase.Restoring : ProcessPhase.Running;

    /// <summary>Feeds a record, or drops it if its partition is pending. Returns the error that ends the attempt; null: none.</summary>
    private KafkaException? Handle(ConsumeResult<PooledBytes, PooledBytes> result, EndOffsets? ends)
    {
        var (partition, offset) = (result.Partition.Value, result.Offset.Value);
        if (!_next.TryGetValue(partition, out var expected))
        {
            Return(result); // read again after the restore
            return null;
        }
        if (offset < expected)
        {
            // A seek was undone (GroupCoordinator.Provisional), or the log was truncated: the next attempt starts from the committed offset.
            Return(result);
            return new KafkaException(new Error(ErrorCode.OffsetOutOfRange, $"{options.Kafka.Topics.Events} [{partition}] went back from offset {expected} to {offset}"));
        }
        Reached(partition, result.IsPartitionEOF ? offset : offset + 1, ends);
        if (!result.IsPartitionEOF)
            feed.Add(new RawRecord(partition, offset, result.Message.Key, result.Message.Value));
        return null;
    }

    /// <summary>Handles a failed fetch. A batch that can't be unpacked becomes a dead letter and is skipped. Returns the error that ends the attempt; null: none.</summary>
    private ConsumeException? HandleFailure(ConsumeException failed, EndOffsets? ends)
    {
        var (partition, begin) = (failed.ConsumerRecord.Partition.Value, failed.ConsumerRecord.Offset.Value);
        if (!UnreadableBatches.IsCause(failed.Error))
            return failed;
        if (!_next.TryGetValue(partition, out var expected))
            return null; // read again after the restore
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

    /// <summary>Seeks; false: librdkafka hasn't started the partition yet. Resumes first: the seek drops what is fetched in between.</summary>
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
