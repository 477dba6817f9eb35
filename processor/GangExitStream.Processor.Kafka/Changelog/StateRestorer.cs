using System.Runtime.CompilerServices;
using Confluent.Kafka;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Processor.Kafka.Transactions;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>
/// Restores the partitions of an assignment from the changelog. Called when their committed offsets are settled, so every transaction
/// up to these offsets is in the changelog: waits until the last stable offsets have reached the current ends, then reads up to them.
/// Several restores may run at once, each with its own clients and <see cref="ChangelogRecords"/>, which isn't thread-safe.
/// </summary>
internal sealed class StateRestorer(
    RunOptions options, IKafkaClients clients, IReadOnlyList<IWriterSchemas> writers, Predecessors predecessors, ProcessInstruments? instruments, TimeProvider time)
{
    private const string HalfCommitted = "the brokers committed an epoch in the changelog and aborted it with the group's offset: it is processed again; what they committed of its outputs comes twice";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly string _topic = options.Kafka.Topics.State(options.Group);

    /// <summary>Yields each partition's state as soon as it is complete; skips partitions that are not wanted any more.</summary>
    public async IAsyncEnumerable<RestoredState> RestoreAsync(IReadOnlyCollection<TopicPartitionOffset> committed, Func<int, bool> isWanted, [EnumeratorCancellation] CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        using var reader = clients.Changelog(IsolationLevel.ReadCommitted);
        var ends = await WaitUntilSettledAsync(reader, [.. committed.Select(c => c.Partition.Value)], isWanted, cancel);
        var open = new Dictionary<int, PartitionRestore>();
        var records = new ChangelogRecords(options, writers);
        foreach (var from in committed.Where(from => isWanted(from.Partition.Value)))
        {
            var end = ends[from.Partition.Value];
            var restore = Begin(from, end.High, records);
            if (end.Low == end.High)
                yield return Complete(restore, started);
            else
                open.Add(restore.Partition, restore);
        }
        reader.Assign(open.Keys.Select(partition => new TopicPartitionOffset(Target(partition), Offset.Beginning)));
        while (open.Count > 0)
        {
            if (Next(reader, open, isWanted, cancel) is not { } result || !open.TryGetValue(result.Partition.Value, out var restore))
                continue; // after its end, or revoked
            if (!isWanted(restore.Partition))
            {
                open.Remove(restore.Partition);
            }
            else if (!result.IsPartitionEOF)
            {
                await records.FetchSchemaAsync(result.Message.Value, cancel); // completes at once for all but the first record of a schema
                restore.Add(result);
            }
            else if (restore.IsEndedAt(result.Offset) && open.Remove(restore.Partition))
            {
                yield return Complete(restore, started);
            }
        }
    }

    private TopicPartition Target(int partition) => new(_topic, partition);

    private PartitionRestore Begin(TopicPartitionOffset from, Offset end, ChangelogRecords records)
    {
        long? committed = from.Offset == Offset.Unset ? null : from.Offset.Value;
        var store = new SessionStore(from.Partition.Value, options.Processor, committed ?? 0);
        return new PartitionRestore(store, committed, end.Value, records);
    }

    /// <summary>Returns the current ends when no transaction before them is open any more.</summary>
    private async Task<Dictionary<int, WatermarkOffsets>> WaitUntilSettledAsync(IConsumer<byte[], byte[]> reader, List<int> open, Func<int, bool> isWanted, CancellationToken cancel)
    {
        using var client = clients.Changelog(IsolationLevel.ReadUncommitted);
        var ends = open.ToDictionary(partition => partition, partition => client.QueryWatermarkOffsets(Target(partition), options.Timeouts.Request));
        var started = time.GetTimestamp();
        var isEnded = false;
        while (true)
        {
            open.RemoveAll(partition => !isWanted(partition) || reader.QueryWatermarkOffsets(Target(partition), options.Timeouts.Request).High.Value >= ends[partition].High.Value);
            if (open.Count == 0)
                return ends;
            cancel.ThrowIfCancellationRequested();
            if (!isEnded && time.GetElapsedTime(started) > options.Timeouts.ForeignCommit)
            {
                await predecessors.EndTransactionsAsync(open, cancel);
                isEnded = true;
            }
            if (time.GetElapsedTime(started) > options.Timeouts.Restore)
                throw new UnsettledException($"{_topic}-{open[0]}: a transaction before offset {ends[open[0]].High.Value} has been open for {options.Timeouts.Restore.TotalSeconds:0} s");
            reader.Consume(Poll); // nothing is assigned: only waits
        }
    }

    /// <summary>The next record; null: no partition is wanted any more.</summary>
    private ConsumeResult<byte[], byte[]>? Next(IConsumer<byte[], byte[]> reader, Dictionary<int, PartitionRestore> open, Func<int, bool> isWanted, CancellationToken cancel)
    {
        for (var waited = TimeSpan.Zero; waited < options.Timeouts.Restore; waited += Poll)
        {
            cancel.ThrowIfCancellationRequested();
            if (reader.Consume(Poll) is { } result)
                return result;
            foreach (var partition in open.Keys.Where(partition => !isWanted(partition)))
                open.Remove(partition); // Dictionary allows removal during enumeration
            if (open.Count == 0)
                return null;
        }
        // Another attempt may succeed, so this is no RestoreException.
        throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"{_topic} {GroupCoordinator.Names(open.Keys)}: nothing came of it for {options.Timeouts.Restore.TotalSeconds:0} s"));
    }

    private RestoredState Complete(PartitionRestore restore, long started)
    {
        var (mark, leftOut) = restore.Complete();
        if (leftOut is not null)
            Log.HalfCommitted(options.Logger, "GX5043", restore.Partition, restore.Committed, leftOut, HalfCommitted, "docs/runbook.md, \"Half-committed transactions\"");
        var store = restore.Check(mark);
        var elapsed = time.GetElapsedTime(started);
        instruments?.Restored(elapsed);
        Log.Restored(options.Logger, restore.Partition, restore.Committed, store.Count, (long)elapsed.TotalMilliseconds);
        return new RestoredState(store, PartitionRestore.IsOfOther(mark, options.Processor.Input));
    }
}
