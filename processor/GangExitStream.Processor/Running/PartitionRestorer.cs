using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Logging;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas;

namespace GangExitStream.Processor.Running;

/// <summary>
/// Brings a partition's state back from the changelog. Called when the committed offset is known to be settled; so every
/// transaction that belongs to it is in the changelog by now, decided or about to be: waits until the last stable offset has
/// reached today's end, then reads up to it.
/// </summary>
internal sealed class PartitionRestorer(
    RunOptions options, ChangelogRecords records, Predecessors predecessors, ProcessStatus status, ProcessInstruments? instruments, TimeProvider time)
{
    private const string HalfCommitted = "the brokers committed an epoch in the changelog and aborted it with the group's offset: it is processed again; what they committed of its outputs comes twice";
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _topic = records.Topic;

    /// <param name="partition">The input partition, and the changelog's.</param>
    /// <param name="committed">The group's committed input offset; null: none.</param>
    /// <param name="cancel">Stops waiting.</param>
    public SessionStore Restore(int partition, long? committed, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        var store = new SessionStore(partition, options.Processor, committed ?? 0);
        using var reader = Clients.Restore(options, IsolationLevel.ReadCommitted);
        var end = WaitUntilSettled(reader, partition, cancel);
        var replay = new ChangelogReplay<ConsumeResult<byte[], byte[]>>(committed, record => Take(record, store));
        if (end.Low < end.High)
            ReadAll(reader, partition, end.High, replay, cancel);
        var (said, leftOut) = replay.Complete();
        if (leftOut is not null)
            options.Log(LogEvent.Warn("half_committed", ("id", "GX5043"), ("partition", partition), ("committed_offset", committed), ("changelog_offset", leftOut), ("error", HalfCommitted), ("next", "docs/operations.md, \"Half-committed transactions\"")));
        Check(partition, committed, said, store.Count);
        var elapsed = time.GetElapsedTime(started);
        instruments?.Restored(elapsed);
        options.Log(LogEvent.Info("restored", ("partition", partition), ("committed_offset", committed), ("vms", store.Count), ("ms", (long)elapsed.TotalMilliseconds)));
        return store;
    }

    /// <summary>The end as of now, once no transaction before it is open any more.</summary>
    private (long Low, long High) WaitUntilSettled(IConsumer<byte[], byte[]> reader, int partition, CancellationToken cancel)
    {
        var target = new TopicPartition(_topic, partition);
        using var ends = Clients.Restore(options, IsolationLevel.ReadUncommitted);
        var end = ends.QueryWatermarkOffsets(target, Request);
        var started = time.GetTimestamp();
        var isEnded = false;
        while (reader.QueryWatermarkOffsets(target, Request).High.Value < end.High.Value)
        {
            cancel.ThrowIfCancellationRequested();
            status.Beat();
            if (!isEnded && time.GetElapsedTime(started) > Predecessors.CommitPatience)
            {
                predecessors.EndTransactions([partition]);
                isEnded = true;
            }
            if (time.GetElapsedTime(started) > Patience)
                throw new UnsettledException($"{_topic}-{partition}: a transaction before offset {end.High.Value} has been open for {Patience.TotalSeconds:0} s");
            reader.Consume(Poll); // assigned to nothing: waits
        }
        return (end.Low.Value, end.High.Value);
    }

    private void ReadAll(IConsumer<byte[], byte[]> reader, int partition, long end, ChangelogReplay<ConsumeResult<byte[], byte[]>> replay, CancellationToken cancel)
    {
        var moved = time.GetTimestamp();
        reader.Assign(new TopicPartitionOffset(_topic, partition, Offset.Beginning));
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            status.Beat();
            if (reader.Consume(Poll) is not { } result)
            {
                if (time.GetElapsedTime(moved) > Patience)
                    throw TimedOut($"{_topic}-{partition}: nothing came of it for {Patience.TotalSeconds:0} s");
                continue;
            }
            moved = time.GetTimestamp();
            if (result.IsPartitionEOF && result.Offset.Value >= end)
                return; // the last offsets may be control records, or compacted away: only the end itself tells
            if (result.IsPartitionEOF)
                continue;
            if (PartitionRecord.HasKey(result.Message.Key) && result.Message.Value is { } value)
                replay.EndEpoch(SaidBy(records.Decode(result, value, out _)));
            else
                replay.Add(result);
        }
    }

    private void Take(ConsumeResult<byte[], byte[]> result, SessionStore store)
    {
        if (result.Message.Value is not { } value)
        {
            Forget(result, store);
            return;
        }
        var state = records.Decode(result, value, out var body);
        var key = new VmKey(state.Host, state.Source, state.Tgid);
        store.Restore(key, ChangelogRecords.Today(value, body), state.LastSeenWallMs, state.Windows.Count > 0 && !state.Ended, state.Ended);
    }

    private static Said SaidBy(DetectorState record) => new(record.NextSequence, record.LastTimeNs);

    private void Forget(ConsumeResult<byte[], byte[]> result, SessionStore store)
    {
        if (VmKey.TryParse(result.Message.Key, out var key))
            store.Forget(key);
        else
            throw new RestoreException($"{_topic}-{result.Partition.Value} offset {result.Offset.Value}: a tombstone whose key is no host/source/tgid");
    }

    /// <summary>
    /// A changelog that lacks what the committed offset stands on is refused: going on would give wrong counts. One that is ahead,
    /// since the group was set back, is fine: what comes again is dropped.
    /// </summary>
    private void Check(int partition, long? committed, Said? said, int found)
    {
        if (said is null && (found > 0 || committed > 0))
            throw new RestoreException($"{_topic}-{partition} was wiped: the group has committed offset {committed}, but the changelog has no record of it");
        if (said is { } it && it.Vms != found)
            throw new RestoreException($"{_topic}-{partition} was truncated: it says that there are {it.Vms} VMs, and has {found}");
        if (said is { } last && last.NextOffset < committed)
            throw new RestoreException($"{_topic}-{partition} was truncated: it stands at input offset {last.NextOffset}, and the group has committed {committed}");
    }

    // Another attempt may do: no reason to refuse the state.
    private static KafkaException TimedOut(string message) => new(new Error(ErrorCode.Local_TimedOut, message));
}

/// <summary>State that can't be restored; the message says why. The way out is in docs/operations.md: reset the group and its topics.</summary>
public sealed class RestoreException(string message) : Exception(message);
