using System.Globalization;
using System.Text;
using Confluent.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Kafka.Native;

namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>Passes a part's records to the producer, each to its partition, in order; waits while the producer's queue is full.</summary>
internal sealed class EpochWriter : IDisposable
{
    private const int QuickTries = 5;
    private static readonly TimeSpan QueueWait = TimeSpan.FromMilliseconds(2);

    private readonly IProducer<byte[], byte[]> _producer;
    private readonly TopicNames _topics;
    private readonly OutputTarget[] _targets; // by OutputTopic

    public EpochWriter(IProducer<byte[], byte[]> producer, RunOptions options, TopicPartitions partitions)
    {
        (_producer, _topics) = (producer, options.Kafka.Topics);
        string[] names = [_topics.GangExits, _topics.Counts, _topics.State(options.Group), _topics.DeadLetters];
        _targets = [.. names.Select(name => new OutputTarget(producer, name, partitions, isNative: options.NativeProduce && name != _topics.DeadLetters))];
    }

    public void Write(EpochPart part, CancellationToken cancel)
    {
        using var pinned = new PinnedPart(part);
        var at = 0; // a part's values are consecutive
        for (var i = 0; i < part.Runs.Length; i++)
        {
            ref readonly var run = ref part.Runs[i];
            var target = _targets[(int)run.Topic];
            if (target.Batch(target.PartitionOf(run)) is { } batch)
                Add(batch, run, pinned, part.EndsOf(i), ref at, cancel);
            else
                Produce(target, run, part, part.EndsOf(i), ref at, cancel);
        }
        foreach (var batch in _targets.SelectMany(static target => target.Batches))
            Send(batch, cancel);
    }

    public void Dispose()
    {
        foreach (var target in _targets)
            target.Dispose();
    }

    private void Add(NativeBatch batch, in OutputRun run, PinnedPart pinned, ReadOnlySpan<int> ends, ref int at, CancellationToken cancel)
    {
        foreach (var end in ends)
        {
            if (batch.IsFull)
                Send(batch, cancel);
            if (run.IsTombstone)
                pinned.AddTombstone(batch, run.Key);
            else
                pinned.Add(batch, run.Key, at, end);
            at = end;
        }
    }

    private void Send(NativeBatch batch, CancellationToken cancel)
    {
        for (var tries = 0; !batch.IsEmpty; tries++)
        {
            var error = batch.TrySend();
            if (error is not (ErrorCode.NoError or ErrorCode.Local_QueueFull))
                throw new KafkaException(error);
            if (error == ErrorCode.Local_QueueFull)
                WaitForRoom(tries, cancel);
        }
    }

    /// <summary>
    /// Acknowledgements make room. If none comes, no partition has a full batch yet: a flush sends them without waiting for linger.ms.
    /// </summary>
    private void WaitForRoom(int tries, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (tries < QuickTries)
            _producer.Poll(QueueWait);
        else
            _producer.Flush(QueueWait);
    }

    private void Produce(OutputTarget target, in OutputRun run, EpochPart part, ReadOnlySpan<int> ends, ref int at, CancellationToken cancel)
    {
        var to = new TopicPartition(target.Topic, target.PartitionOf(run));
        foreach (var end in ends)
        {
            var message = new Message<byte[], byte[]>
            {
                Key = run.Key,
                Value = run.IsTombstone ? null! : part.Bytes.Written[at..end].ToArray(),
                Headers = run.DeadLetter is { } letter ? HeadersOf(letter) : null,
            };
            for (var tries = 0; !TryProduce(to, message); tries++)
                WaitForRoom(tries, cancel);
            at = end;
        }
    }

    private bool TryProduce(TopicPartition to, Message<byte[], byte[]> message)
    {
        try
        {
            _producer.Produce(to, message);
            return true;
        }
        catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    private Headers HeadersOf(DeadLetter letter)
    {
        var headers = new Headers();
        Add(headers, "reason", letter.Reason);
        Add(headers, "topic", _topics.Events);
        Add(headers, "partition", letter.Partition.ToString(CultureInfo.InvariantCulture));
        Add(headers, "offset", letter.Offset.ToString(CultureInfo.InvariantCulture));
        if (letter.LastOffset != letter.Offset)
            Add(headers, "last-offset", letter.LastOffset.ToString(CultureInfo.InvariantCulture));
        AddCut(headers, "key", letter.CutKey);
        AddCut(headers, "value", letter.CutValue);
        return headers;
    }

    private static void AddCut(Headers headers, string what, WholeBytes? whole)
    {
        if (whole is null)
            return;
        Add(headers, what + "-bytes", whole.Length.ToString(CultureInfo.InvariantCulture));
        Add(headers, what + "-sha256", whole.Sha256);
    }

    private static void Add(Headers headers, string name, string value) => headers.Add(name, Encoding.UTF8.GetBytes(value));
}
