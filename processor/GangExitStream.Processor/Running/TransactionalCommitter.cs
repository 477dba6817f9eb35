using Confluent.Kafka;
using GangExitStream.Kafka.Logging;
using GangExitStream.Processor.Epochs;

namespace GangExitStream.Processor.Running;

/// <summary>
/// Owns the transactions of one attempt. Each epoch is one: outputs, changed states and input offsets become visible together,
/// or not at all. The offsets carry the group's generation (KIP-447), so that whoever has lost its partitions can't commit: an
/// epoch that writes anything has offsets, if only those where it stands.
/// Any failure ends the attempt, and its producer is never used again: what the broker made of the last transaction is learnt
/// from the committed offsets.
/// </summary>
internal sealed class TransactionalCommitter(
    IProducer<byte[], byte[]> producer, EpochWriter writer, GroupMembership membership, RunOptions options) : IEpochCommitter
{
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(10);
    private const long GenerationPatienceMs = 15_000;
    private static readonly TimeSpan GenerationPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(5);

    private readonly string _topic = options.Kafka.Topics.Events;
    private bool _committedOne;

    public Task CommitAsync(Epoch epoch, CancellationToken cancel)
    {
        var started = Environment.TickCount64;
        for (var pause = GenerationPause; !TryCommit(epoch, started, cancel); pause += pause)
        {
            // The group was about to rebalance, and has a generation that we are still to be told of. What is in the epoch is
            // ours all the same: partitions are given up only behind its commit, and if they are lost nothing is committed.
            Step("epoch again");
            if (cancel.WaitHandle.WaitOne(pause))
                cancel.ThrowIfCancellationRequested();
        }
        return options.Committed(epoch, cancel);
    }

    /// <summary>False where the transaction was aborted since it came with the generation before.</summary>
    private bool TryCommit(Epoch epoch, long started, CancellationToken cancel)
    {
        var mayBeCommitted = false;
        try
        {
            Step("begin");
            producer.BeginTransaction();
            Step("produce");
            writer.Write(epoch, cancel);
            Step("offsets");
            producer.SendOffsetsToTransaction(Offsets(epoch), membership.Current(), Request);
            Step("commit");
            mayBeCommitted = true;
            Commit();
            Step("committed");
            SayFirst(epoch);
            return true;
        }
        catch (KafkaTxnRequiresAbortException e) when (e.Error.Code == ErrorCode.IllegalGeneration && Environment.TickCount64 - started < GenerationPatienceMs)
        {
            producer.AbortTransaction(Request);
            return false;
        }
        catch (Exception e)
        {
            if (!mayBeCommitted || e is KafkaTxnRequiresAbortException)
                TryAbort();
            throw;
        }
    }

    private IEnumerable<TopicPartitionOffset> Offsets(Epoch epoch) =>
        epoch.NextOffsets.Select(next => new TopicPartitionOffset(_topic, next.Key, next.Value));

    /// <summary>librdkafka asks that a commit that timed out be called again until it is settled; for a while.</summary>
    private void Commit()
    {
        var deadline = Environment.TickCount64 + (long)Request.TotalMilliseconds;
        while (true)
        {
            try
            {
                producer.CommitTransaction(Request);
                return;
            }
            catch (KafkaRetriableException) when (Environment.TickCount64 < deadline)
            {
                Step("commit again");
            }
        }
    }

    /// <summary>Lets go of the partitions at once, rather than when the broker finds that the transaction has timed out.</summary>
    private void TryAbort()
    {
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
