using Confluent.Kafka;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Kafka.Group;

namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>
/// Owns the transactions of one attempt. Each epoch is one transaction, begun with its first part: outputs, changed states and input
/// offsets become visible together or not at all. The offsets carry the group's generation (KIP-447), so an instance that has lost its
/// partitions can't commit: every epoch with output has offsets, if only unchanged ones. Any failure ends the attempt, and its producer
/// is not used again: the committed offsets show the outcome of the last transaction.
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

    /// <summary>Whether a transaction was committed.</summary>
    public bool HasCommitted => _hasCommitted;

    /// <summary>A call of the producer that timed out and hasn't returned yet; null: none.</summary>
    public Task? Stuck => _sending.IsCompleted ? null : _sending;

    /// <summary>Must be called first. Waits in slices, so that a stop doesn't wait for unreachable brokers. Throws <see cref="NoCoordinatorException"/>.</summary>
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
                throw new NoCoordinatorException($"no coordinator for transactions answered in {options.Timeouts.Init.TotalSeconds:0} s: {e.Error.Reason}");
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
        LogFirstCommit(epoch);
    }

    /// <summary>
    /// Aborts the open transaction, so that its partitions are settled at once and not after its time-out. The producer isn't used again, even
    /// if only the generation was outdated: late requests of an aborted transaction mixed with those of the next one
    /// (OUT_OF_ORDER_SEQUENCE_NUMBER), since librdkafka lacks part 2 of KIP-890.
    /// </summary>
    public void Abandon()
    {
        if (!_isOpen || Stuck is not null)
            return; // a stuck producer accepts no other call, and the transaction has timed out
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
    /// If the coordinator dies at a certain moment, librdkafka waits for another one without a time-out: in 3 of 60 such deaths the call took
    /// more than a minute. After the transaction's time-out its result isn't needed any more.
    /// </summary>
    private Task SendOffsetsAsync(Epoch epoch)
    {
        List<TopicPartitionOffset> offsets = [.. epoch.NextOffsets.Select(next => new TopicPartitionOffset(_topic, next.Key, next.Value))];
        var member = membership.Current();
        _sending = Task.Run(() => producer.SendOffsetsToTransaction(offsets, member, options.TransactionTimeout));
        return BoundedCall.RunAsync("sending offsets to the transaction", _sending, options.TransactionTimeout + Grace, time);
    }

    /// <summary>
    /// librdkafka requires that a commit that timed out is called again until it is settled; this gives up after <see cref="ProcessTimeouts.Request"/>.
    /// The outcome of a failed commit isn't known, so nothing is aborted unless librdkafka requires it.
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
                // Not settled yet.
            }
            catch (KafkaTxnRequiresAbortException)
            {
                _isOpen = true;
                throw;
            }
        }
    }

    private void LogFirstCommit(Epoch epoch)
    {
        if (!_hasCommitted)
            Log.FirstCommit(options.Logger, epoch.Counts.Batches, epoch.RecordCount);
        _hasCommitted = true;
    }
}
