using Confluent.Kafka;
using GangExitStream.Kafka.Logging;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Ingest;

namespace GangExitStream.Processor.Running;

/// <summary>
/// Owns the transactions of one attempt. Each epoch is one: outputs, changed states and input offsets become visible together,
/// or not at all. The offsets carry the group's generation (KIP-447), so that whoever has lost its partitions can't commit.
/// Any failure ends the attempt, and its producer is never used again: what the broker made of the last transaction is learnt
/// from the committed offsets.
/// </summary>
internal sealed class TransactionalCommitter(
    IProducer<byte[], byte[]> producer, EpochWriter writer, IConsumer<PooledBytes, PooledBytes> consumer, RunOptions options) : IEpochCommitter
{
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(5);

    private readonly string _topic = options.Kafka.Topics.Events;
    private bool _committedOne;

    public Task CommitAsync(Epoch epoch, CancellationToken cancel)
    {
        try
        {
            Step("begin");
            producer.BeginTransaction();
            Step("produce");
            writer.Write(epoch, cancel);
            Step("offsets");
            if (epoch.NextOffsets.Count > 0)
                producer.SendOffsetsToTransaction(Offsets(epoch), consumer.ConsumerGroupMetadata, options.TransactionTimeout);
            Step("commit");
            Commit();
            Step("committed");
            SayFirst(epoch);
            return Task.CompletedTask;
        }
        catch (Exception e)
        {
            TryAbort(e);
            throw;
        }
    }

    private IEnumerable<TopicPartitionOffset> Offsets(Epoch epoch) =>
        epoch.NextOffsets.Select(next => new TopicPartitionOffset(_topic, next.Key, next.Value));

    /// <summary>librdkafka asks that a commit that timed out be called again until it is settled; within the transaction's own time.</summary>
    private void Commit()
    {
        var deadline = Environment.TickCount64 + (long)options.TransactionTimeout.TotalMilliseconds;
        while (true)
        {
            try
            {
                producer.CommitTransaction(options.TransactionTimeout);
                return;
            }
            catch (KafkaRetriableException) when (Environment.TickCount64 < deadline)
            {
                Step("commit again");
            }
        }
    }

    /// <summary>Lets go of the partitions at once, rather than when the broker finds that the transaction has timed out.</summary>
    private void TryAbort(Exception reason)
    {
        if (reason is not KafkaTxnRequiresAbortException and not OperationCanceledException)
            return;
        try
        {
            producer.AbortTransaction(AbortTimeout);
        }
        catch (KafkaException e)
        {
            options.Log(LogEvent.Warn("abort_failed", ("error", e.Error.Reason), ("next", "the broker aborts the transaction when it times out")));
        }
    }

    private void SayFirst(Epoch epoch)
    {
        if (!_committedOne)
            options.Log(LogEvent.Info("first_commit", ("batches", epoch.Counts.Batches), ("records", epoch.Records.Count)));
        _committedOne = true;
    }

    private void Step(string name) => options.AtStep?.Invoke(name);
}
