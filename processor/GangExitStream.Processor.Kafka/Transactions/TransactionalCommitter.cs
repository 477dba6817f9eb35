using Confluent.Kafka;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Kafka.Group;

namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>
/// Owns the transactions of one attempt. Each epoch is one, begun with its first part: outputs, changed states and input offsets
/// become visible together, or not at all. The offsets carry the group's generation (KIP-447), so that whoever has lost its
/// partitions can't commit: an epoch that writes anything has offsets, if only those where it stands.
/// Any failure ends the attempt, and its producer is never used again: what the broker made of the last transaction is learnt
/// from the committed offsets.
/// </summary>
internal sealed class TransactionalCommitter(
    IProducer<byte[], byte[]> producer, EpochWriter writer, GroupMembership membership, RunOptions options, TimeProvider time) : IEpochCommitter
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly string _topic = options.Kafka.Topics.Events;
    private Task _sending = Task.CompletedTask;
    private volatile bool _hasCommitted;
    private bool _isOpen;

    /// <summary>At least one transaction is complete.</summary>
    public bool HasCommitted => _hasCommitted;

    /// <summary>A call of the producer that was given up and hasn't returned yet; null: there is none.</summary>
    public Task? Stuck => _sending.IsCompleted ? null : _sending;

    /// <summary>Before anything else. In slices, since a stop shouldn't wait for brokers that are away.</summary>
    public void Init(CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                producer.InitTransactions(Slice);
                return;
            }
            catch (KafkaRetriableException) when (time.GetElapsedTime(started) < options.Timeouts.Init)
            {
                cancel.ThrowIfCancellationRequested();
            }
            catch (KafkaRetriableException e)
            {
                throw NoCoordinatorException.OfTransactions($"no coordinator for transactions answered in {options.Timeouts.Init.TotalSeconds:0} s: {e.Error.Reason}");
            }
        }
    }

    public Task WriteAsync(EpochPart part, CancellationToken cancel)
    {
        Begin();
        writer.Write(part, cancel);
        return Task.CompletedTask;
    }

    public async Task CommitAsync(Epoch epoch, CancellationToken cancel)
    {
        Begin();
        await SendOffsetsAsync(epoch);
        Commit();
        SayFirst(epoch);
    }

    /// <summary>
    /// Nothing is committed any more: what is open is aborted, to let go of the partitions at once, rather than when the broker
    /// finds that the transaction has timed out. Also where only the group's generation was the one before: tried again on the
    /// same producer, the aborted transaction's late requests got mixed up with the next one's (OUT_OF_ORDER_SEQUENCE_NUMBER),
    /// since librdkafka lacks KIP-890's second part.
    /// </summary>
    public void Abandon()
    {
        if (!_isOpen || Stuck is not null)
            return; // stuck: it takes no other call, and the transaction has timed out
        _isOpen = false;
        try
        {
            producer.AbortTransaction(options.Timeouts.Abort);
        }
        catch (KafkaException e)
        {
            Log.AbortFailed(options.Logger, e.Error.Reason, "the broker aborts the transaction when it times out");
        }
    }

    private void Begin()
    {
        if (_isOpen)
            return;
        producer.BeginTransaction();
        _isOpen = true;
    }

    /// <summary>
    /// Where the group's broker dies at the wrong moment, librdkafka waits for another one without a time-out: three times in 60
    /// such deaths the call didn't return for a minute and more. When the transaction's time is over, it isn't needed any more.
    /// </summary>
    private Task SendOffsetsAsync(Epoch epoch)
    {
        List<TopicPartitionOffset> offsets = [.. epoch.NextOffsets.Select(next => new TopicPartitionOffset(_topic, next.Key, next.Value))];
        var member = membership.Current();
        _sending = Task.Run(() => producer.SendOffsetsToTransaction(offsets, member, options.TransactionTimeout));
        return BoundedCall.RunAsync("sending offsets to the transaction", _sending, options.TransactionTimeout + Grace, time);
    }

    /// <summary>
    /// librdkafka asks that a commit that timed out be called again until it is settled; for a while. What came of one that
    /// failed isn't known, so there is nothing to abort, unless librdkafka says so.
    /// </summary>
    private void Commit()
    {
        _isOpen = false;
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                producer.CommitTransaction(options.Timeouts.Request);
                return;
            }
            catch (KafkaRetriableException) when (time.GetElapsedTime(started) < options.Timeouts.Request)
            {
                // Not settled yet: again.
            }
            catch (KafkaTxnRequiresAbortException)
            {
                _isOpen = true;
                throw;
            }
        }
    }

    private void SayFirst(Epoch epoch)
    {
        if (!_hasCommitted)
            Log.FirstCommit(options.Logger, epoch.Counts.Batches, epoch.RecordCount);
        _hasCommitted = true;
    }
}
