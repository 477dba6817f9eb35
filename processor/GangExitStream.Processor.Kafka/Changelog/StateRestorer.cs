using Confluent.Kafka;
using GangExitStream.Kafka.Logging;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Processor.Kafka.Transactions;
using GangExitStream.Processor.Sessions;

namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>
/// Brings the state of partitions back from the changelog, all at once. Called when their committed offsets are known to be settled;
/// so every transaction that belongs to them is in the changelog by now, decided or about to be: waits until the last stable offsets
/// have reached today's ends, then reads up to them.
/// </summary>
internal sealed class StateRestorer(
    RunOptions options, ChangelogRecords records, Predecessors predecessors, ProcessStatus status, ProcessInstruments? instruments, TimeProvider time)
{
    private const string HalfCommitted = "the brokers committed an epoch in the changelog and aborted it with the group's offset: it is processed again; what they committed of its outputs comes twice";
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _topic = records.Topic;

    /// <summary>Each partition's state, as soon as it is complete.</summary>
    public IEnumerable<SessionStore> Restore(IReadOnlyCollection<TopicPartitionOffset> committed, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        using var reader = Clients.Restore(options, IsolationLevel.ReadCommitted);
        var ends = WaitUntilSettled(reader, [.. committed.Select(c => c.Partition.Value)], cancel);
        var open = new Dictionary<int, PartitionRestore>();
        foreach (var from in committed)
        {
            var end = ends[from.Partition.Value];
            var restore = Begin(from, end.High);
            if (end.Low == end.High)
                yield return Complete(restore, started);
            else
                open.Add(restore.Partition, restore);
        }
        reader.Assign(open.Keys.Select(partition => new TopicPartitionOffset(Target(partition), Offset.Beginning)));
        while (open.Count > 0)
        {
            var result = Next(reader, open.Keys, cancel);
            if (!open.TryGetValue(result.Partition.Value, out var restore))
                continue; // behind its end
            if (!result.IsPartitionEOF)
                restore.Add(result);
            else if (restore.IsEndedAt(result.Offset) && open.Remove(restore.Partition))
                yield return Complete(restore, started);
        }
    }

    private TopicPartition Target(int partition) => new(_topic, partition);

    private PartitionRestore Begin(TopicPartitionOffset from, Offset end)
    {
        long? committed = from.Offset == Offset.Unset ? null : from.Offset.Value;
        var store = new SessionStore(from.Partition.Value, options.Processor, committed ?? 0);
        return new PartitionRestore(store, committed, end.Value, records);
    }

    /// <summary>The ends as of now, once no transaction before them is open any more.</summary>
    private Dictionary<int, WatermarkOffsets> WaitUntilSettled(IConsumer<byte[], byte[]> reader, List<int> open, CancellationToken cancel)
    {
        using var client = Clients.Restore(options, IsolationLevel.ReadUncommitted);
        var ends = open.ToDictionary(partition => partition, partition => client.QueryWatermarkOffsets(Target(partition), Request));
        var started = time.GetTimestamp();
        var isEnded = false;
        while (true)
        {
            open.RemoveAll(partition => reader.QueryWatermarkOffsets(Target(partition), Request).High.Value >= ends[partition].High.Value);
            if (open.Count == 0)
                return ends;
            cancel.ThrowIfCancellationRequested();
            status.Beat();
            if (!isEnded && time.GetElapsedTime(started) > Predecessors.CommitPatience)
            {
                predecessors.EndTransactions(open);
                isEnded = true;
            }
            if (time.GetElapsedTime(started) > Patience)
                throw new UnsettledException($"{_topic}-{open[0]}: a transaction before offset {ends[open[0]].High.Value} has been open for {Patience.TotalSeconds:0} s");
            reader.Consume(Poll); // assigned to nothing: waits
        }
    }

    private ConsumeResult<byte[], byte[]> Next(IConsumer<byte[], byte[]> reader, IEnumerable<int> open, CancellationToken cancel)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Poll)
        {
            cancel.ThrowIfCancellationRequested();
            status.Beat();
            if (reader.Consume(Poll) is { } result)
                return result;
        }
        // Another attempt may do: no reason to refuse the state.
        throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"{_topic} {GroupCoordinator.Names(open)}: nothing came of it for {Patience.TotalSeconds:0} s"));
    }

    private SessionStore Complete(PartitionRestore restore, long started)
    {
        var (said, leftOut) = restore.Complete();
        if (leftOut is not null)
            options.Log(LogEvent.Warn("half_committed", ("id", "GX5043"), ("partition", restore.Partition), ("committed_offset", restore.Committed), ("changelog_offset", leftOut), ("error", HalfCommitted), ("next", "docs/runbook.md, \"Half-committed transactions\"")));
        var store = restore.Check(said);
        var elapsed = time.GetElapsedTime(started);
        instruments?.Restored(elapsed);
        options.Log(LogEvent.Info("restored", ("partition", restore.Partition), ("committed_offset", restore.Committed), ("vms", store.Count), ("ms", (long)elapsed.TotalMilliseconds)));
        return store;
    }
}
