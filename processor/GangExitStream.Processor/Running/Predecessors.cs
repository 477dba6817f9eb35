using Confluent.Kafka;
using GangExitStream.Kafka.Logging;
using GangExitStream.Processor.Sessions;

namespace GangExitStream.Processor.Running;

/// <summary>
/// Ends the transactions that dead instances have left open. By itself a broker ends one when it has timed out, which it looks
/// for every 10 s only; until then nobody knows where its partitions stand. But whoever begins under the same transactional id has it
/// aborted at once, and its owner fenced. The changelog's own record of a partition names who wrote there last. One that is alive,
/// and whose commit takes long, loses its attempt by this, and nothing else.
/// </summary>
internal sealed class Predecessors(RunOptions options, ChangelogRecords records, string ourselves, TimeProvider time)
{
    /// <summary>So long a commit may be on its way.</summary>
    public static readonly TimeSpan CommitPatience = TimeSpan.FromSeconds(1);

    private const int Tail = 1000; // offsets before the end; the last committed epoch ends with the partition's own record
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly HashSet<string> _ended = new(StringComparer.Ordinal) { ourselves };

    /// <summary>Tries once for each of those who wrote the partitions last. Where that fails there is nothing to do but to wait.</summary>
    public void EndTransactions(IReadOnlyList<int> partitions)
    {
        foreach (var writer in LastWriters(partitions).Where(_ended.Add))
            EndTransaction(writer);
    }

    private void EndTransaction(string writer)
    {
        using var producer = Clients.Transactional(options, writer);
        try
        {
            producer.InitTransactions(Request);
            options.Log(LogEvent.Info("fenced", ("transactional_id", writer)));
        }
        catch (KafkaException e)
        {
            Say(e);
        }
    }

    private void Say(KafkaException e) =>
        options.Log(LogEvent.Warn("fence_failed", ("error", e.Error.Reason), ("next", "waits until the broker has ended what is open")));

    private List<string> LastWriters(IReadOnlyList<int> partitions)
    {
        try
        {
            using var reader = Clients.Restore(options, IsolationLevel.ReadCommitted);
            return [.. partitions.Select(partition => LastWriter(reader, partition)).OfType<string>()];
        }
        catch (KafkaException e)
        {
            Say(e);
            return [];
        }
    }

    /// <summary>Null: none is named, or it is none of this group's.</summary>
    private string? LastWriter(IConsumer<byte[], byte[]> reader, int partition)
    {
        var target = new TopicPartition(records.Topic, partition);
        var end = reader.QueryWatermarkOffsets(target, Request);
        reader.Assign(new TopicPartitionOffset(target, Math.Max(end.Low.Value, end.High.Value - Tail)));
        string? writer = null;
        var started = time.GetTimestamp();
        while (end.Low < end.High && time.GetElapsedTime(started) < Request)
        {
            if (reader.Consume(Poll) is not { } result)
                continue;
            if (result.IsPartitionEOF)
                break;
            if (PartitionRecord.HasKey(result.Message.Key) && result.Message.Value is { } value)
                writer = records.Decode(result, value, out _).Source;
        }
        return writer?.StartsWith(Clients.TransactionalIdPrefix(options.Group), StringComparison.Ordinal) == true ? writer : null;
    }
}
