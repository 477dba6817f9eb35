using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Kafka.Native;

namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>Hands a part's records to the producer, each to its partition, in order; waits while its queue is full.</summary>
internal sealed class EpochWriter : IDisposable
{
    private const int PatientTries = 5;
    private static readonly TimeSpan QueueWait = TimeSpan.FromMilliseconds(2);

    private readonly IProducer<byte[], byte[]> _producer;
    private readonly TopicNames _topics;
    private readonly OutputTarget[] _targets; // by OutputTopic

    public EpochWriter(IProducer<byte[], byte[]> producer, RunOptions options, TopicPartitions partitions)
    {
        (_producer, _topics) = (producer, options.Kafka.Topics);
        string[] names = [_topics.GangExits, _topics.Counts, _topics.State(options.Group), _topics.DeadLetters];
        _targets = [.. names.Select(name => new OutputTarget(producer, name, partitions, isBatched: name != _topics.DeadLetters))];
    }

    public void Write(EpochPart part, CancellationToken cancel)
    {
        if (!MemoryMarshal.TryGetArray(part.Bytes.WrittenMemory, out var bytes))
            throw new InvalidOperationException("a part's bytes are always an array's");
        using var keys = new PinnedKeys();
        using var pin = new Memory<byte>(bytes.Array).Pin();
        var values = new Values(bytes, Marshal.UnsafeAddrOfPinnedArrayElement(bytes.Array!, bytes.Offset));
        for (var i = 0; i < part.Runs.Length; i++)
        {
            ref readonly var run = ref part.Runs[i];
            var target = _targets[(int)run.Topic];
            if (target.Batch(target.PartitionOf(run)) is { } batch)
                Add(batch, run, keys.Address(run.Key), part.EndsOf(i), ref values, cancel);
            else
                Produce(target, run, part.EndsOf(i), ref values, cancel);
        }
        foreach (var batch in _targets.SelectMany(static target => target.Batches))
            Send(batch, cancel);
    }

    public void Dispose()
    {
        foreach (var target in _targets)
            target.Dispose();
    }

    private void Add(NativeBatch batch, in OutputRun run, nint key, ReadOnlySpan<int> ends, ref Values values, CancellationToken cancel)
    {
        foreach (var end in ends)
        {
            if (batch.IsFull)
                Send(batch, cancel);
            batch.Add(key, run.Key.Length, run.IsTombstone ? 0 : values.Address, end - values.At);
            values.At = end;
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
    /// Room comes with the next acknowledgement. If none comes, no partition had enough for a full batch, and all have to be told
    /// not to linger for more.
    /// </summary>
    private void WaitForRoom(int tries, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (tries < PatientTries)
            _producer.Poll(QueueWait);
        else
            _producer.Flush(QueueWait);
    }

    private void Produce(OutputTarget target, in OutputRun run, ReadOnlySpan<int> ends, ref Values values, CancellationToken cancel)
    {
        var to = new TopicPartition(target.Topic, target.PartitionOf(run));
        foreach (var end in ends)
        {
            var message = new Message<byte[], byte[]>
            {
                Key = run.Key,
                Value = run.IsTombstone ? null! : [.. values.UpTo(end)],
                Headers = run.DeadLetter is { } letter ? HeadersOf(letter) : null,
            };
            for (var tries = 0; !TryProduce(to, message); tries++)
                WaitForRoom(tries, cancel);
            values.At = end;
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

    private Headers HeadersOf(DeadLetter letter) => new()
    {
        { "reason", Encoding.UTF8.GetBytes(letter.Reason) },
        { "topic", Encoding.UTF8.GetBytes(_topics.Events) },
        { "partition", Encoding.UTF8.GetBytes(letter.Partition.ToString(CultureInfo.InvariantCulture)) },
        { "offset", Encoding.UTF8.GetBytes(letter.Offset.ToString(CultureInfo.InvariantCulture)) },
    };

    /// <summary>A part's values, one behind the other: the next one begins <see cref="At"/>.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Values(ArraySegment<byte> bytes, nint start)
    {
        public int At { get; set; }

        public readonly nint Address => start + At;

        public readonly ReadOnlySpan<byte> UpTo(int end) => bytes.AsSpan(At, end - At);
    }
}
