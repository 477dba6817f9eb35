using Confluent.Kafka;
using GangExitStream.Processor.Kafka.Changelog;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>
/// Ends transactions that dead instances have left open. A broker aborts them only after their time-out, which it checks every 10 s; until
/// then their partitions are unsettled. InitTransactions with the same transactional id aborts at once and fences the owner. The
/// partition's own record in the changelog has the id of its last writer. A live writer whose commit takes long loses only its attempt.
/// Thread-safe: restores run in parallel.
/// </summary>
internal sealed class Predecessors(RunOptions options, IKafkaClients clients, IReadOnlyList<IWriterSchemas> writers, IReadOnlyList<string> own, TimeProvider time)
{
    private const int Tail = 1000; // offsets before the end; the last committed epoch ends with the partition's own record
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal) { options.Processor.Writer };

    /// <summary>Ends the transactions of the partitions' last writers and of this instance's earlier attempts, trying each once. After a failure only waiting is left.</summary>
    public void EndTransactions(IReadOnlyList<int> partitions)
    {
        foreach (var writer in own.Concat(LastWriters(partitions)).Where(IsNew))
            EndTransaction(writer);
    }

    private bool IsNew(string writer)
    {
        lock (_lock)
            return _ended.Add(writer);
    }

    private void EndTransaction(string writer)
    {
        using var producer = clients.Transactional(writer);
        try
        {
            producer.InitTransactions(Request);
            Log.Fenced(options.Logger, writer);
        }
        catch (KafkaException e)
        {
            LogFenceFailed(e);
        }
    }

    private void LogFenceFailed(KafkaException e) => Log.FenceFailed(options.Logger, e.Error.Reason, "waits until the broker aborts the open transaction");

    /// <summary>
    /// The partitions' last writers that belong to this group; none if the changelog can't be read, or a schema of it is not known yet: the writer was
    /// of another version, and uses a schema registry.
    /// </summary>
    private List<string> LastWriters(IReadOnlyList<int> partitions)
    {
        try
        {
            var records = new ChangelogRecords(options, writers);
            using var reader = clients.Changelog(IsolationLevel.ReadCommitted);
            reader.Assign([.. partitions.Select(partition => BeforeEnd(reader, new TopicPartition(records.Topic, partition)))]);
            var prefix = TransactionalId.PrefixOf(options.Group);
            return [.. ReadWriters(reader, records, [.. partitions]).Where(writer => writer.StartsWith(prefix, StringComparison.Ordinal))];
        }
        catch (KafkaException e)
        {
            LogFenceFailed(e);
            return [];
        }
        catch (RestoreException)
        {
            return []; // the restore, which fetches schemas, says so if the record is really damaged
        }
    }

    private static TopicPartitionOffset BeforeEnd(IConsumer<byte[], byte[]> reader, TopicPartition partition)
    {
        var ends = reader.QueryWatermarkOffsets(partition, Request);
        return new TopicPartitionOffset(partition, Math.Max(ends.Low.Value, ends.High.Value - Tail));
    }

    private Dictionary<int, string>.ValueCollection ReadWriters(IConsumer<byte[], byte[]> reader, ChangelogRecords records, HashSet<int> unread)
    {
        var (found, started) = (new Dictionary<int, string>(), time.GetTimestamp());
        while (unread.Count > 0 && time.GetElapsedTime(started) < Request)
        {
            if (reader.Consume(Poll) is not { } result)
                continue;
            if (result.IsPartitionEOF)
                unread.Remove(result.Partition.Value);
            else if (PartitionRecord.HasKey(result.Message.Key) && result.Message.Value is { } value)
                found[result.Partition.Value] = records.Decode(result, value, out _).Source;
        }
        return found.Values;
    }
}
