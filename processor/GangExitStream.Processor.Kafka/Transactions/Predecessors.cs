using Confluent.Kafka;
using GangExitStream.Processor.Kafka.Changelog;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas.Registry;
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
    public async Task EndTransactionsAsync(IReadOnlyList<int> partitions, CancellationToken cancel)
    {
        foreach (var writer in own.Where(IsNew))
            EndTransaction(writer);
        foreach (var writer in (await LastWritersAsync(partitions, cancel)).Where(IsNew))
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

    private void LogFenceFailed(Exception e) => Log.FenceFailed(options.Logger, e.Message, "waits until the broker aborts the open transaction");

    /// <summary>The partitions' last writers that belong to this group; none if the changelog can't be read.</summary>
    private async Task<List<string>> LastWritersAsync(IReadOnlyList<int> partitions, CancellationToken cancel)
    {
        try
        {
            var records = new ChangelogRecords(options, writers);
            using var reader = clients.Changelog(IsolationLevel.ReadCommitted);
            reader.Assign([.. partitions.Select(partition => BeforeEnd(reader, new TopicPartition(records.Topic, partition)))]);
            var prefix = TransactionalId.PrefixOf(options.Group);
            return [.. (await ReadWritersAsync(reader, records, [.. partitions], cancel)).Where(writer => writer.StartsWith(prefix, StringComparison.Ordinal))];
        }
        catch (Exception e) when (e is KafkaException or SchemaRegistryException or RestoreException) // the restore, which is next, decides what that means
        {
            LogFenceFailed(e);
            return [];
        }
    }

    private static TopicPartitionOffset BeforeEnd(IConsumer<byte[], byte[]> reader, TopicPartition partition)
    {
        var ends = reader.QueryWatermarkOffsets(partition, Request);
        return new TopicPartitionOffset(partition, Math.Max(ends.Low.Value, ends.High.Value - Tail));
    }

    private async Task<IEnumerable<string>> ReadWritersAsync(IConsumer<byte[], byte[]> reader, ChangelogRecords records, HashSet<int> unread, CancellationToken cancel)
    {
        var (found, started) = (new Dictionary<int, string>(), time.GetTimestamp());
        while (unread.Count > 0 && time.GetElapsedTime(started) < Request)
        {
            if (reader.Consume(Poll) is not { } result)
                continue;
            if (result.IsPartitionEOF)
            {
                unread.Remove(result.Partition.Value);
            }
            else if (PartitionRecord.HasKey(result.Message.Key) && result.Message.Value is { } value)
            {
                await records.FetchSchemaAsync(value, cancel);
                found[result.Partition.Value] = records.Decode(result, value, out _).Source;
            }
        }
        return found.Values;
    }
}
