using Confluent.Kafka;
using GangExitStream.Detection;
using GangExitStream.Kafka.Logging;
using GangExitStream.Processor.Kafka.Changelog;
using GangExitStream.Processor.Sessions;

namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>
/// Ends the transactions that dead instances have left open. By itself a broker ends one when it has timed out, which it looks
/// for every 10 s only; until then nobody knows where its partitions stand. But whoever begins under the same transactional id has
/// it aborted at once, and its owner fenced. The changelog's own record of a partition names who wrote there last. Our own last attempt may have failed before it
/// stood there: <paramref name="undecided"/> names it. One that is alive,
/// and whose commit takes long, loses its attempt by this, and nothing else.
/// </summary>
internal sealed class Predecessors(RunOptions options, IKafkaClients clients, ChangelogRecords records, string? undecided, TimeProvider time)
{
    private const int Tail = 1000; // offsets before the end; the last committed epoch ends with the partition's own record
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly HashSet<string> _ended = new(StringComparer.Ordinal) { options.Processor.Writer };

    /// <summary>Tries once for each of those who wrote the partitions last. Where that fails there is nothing to do but to wait.</summary>
    public void EndTransactions(IReadOnlyList<int> partitions)
    {
        IEnumerable<string> ours = undecided is null ? [] : [undecided];
        foreach (var writer in ours.Concat(LastWriters(partitions)).Where(_ended.Add))
            EndTransaction(writer);
    }

    private void EndTransaction(string writer)
    {
        using var producer = clients.Transactional(writer);
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

    /// <summary>Those of this group that are named; none where the changelog can't be read.</summary>
    private List<string> LastWriters(IReadOnlyList<int> partitions)
    {
        try
        {
            using var reader = clients.Changelog(IsolationLevel.ReadCommitted);
            reader.Assign([.. partitions.Select(partition => BeforeEnd(reader, new TopicPartition(records.Topic, partition)))]);
            var prefix = TransactionalId.PrefixOf(options.Group);
            return [.. ReadWriters(reader, [.. partitions]).Where(writer => writer.StartsWith(prefix, StringComparison.Ordinal))];
        }
        catch (KafkaException e)
        {
            Say(e);
            return [];
        }
    }

    private static TopicPartitionOffset BeforeEnd(IConsumer<byte[], byte[]> reader, TopicPartition partition)
    {
        var ends = reader.QueryWatermarkOffsets(partition, Request);
        return new TopicPartitionOffset(partition, Math.Max(ends.Low.Value, ends.High.Value - Tail));
    }

    private Dictionary<int, string>.ValueCollection ReadWriters(IConsumer<byte[], byte[]> reader, HashSet<int> unread)
    {
        var (writers, started) = (new Dictionary<int, string>(), time.GetTimestamp());
        while (unread.Count > 0 && time.GetElapsedTime(started) < Request)
        {
            if (reader.Consume(Poll) is not { } result)
                continue;
            if (result.IsPartitionEOF)
                unread.Remove(result.Partition.Value);
            else if (PartitionRecord.HasKey(result.Message.Key) && result.Message.Value is { } value)
                writers[result.Partition.Value] = records.Decode(result, value, out _).Source;
        }
        return writers.Values;
    }
}
