using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Processor.Epochs;

namespace GangExitStream.Processor.Running;

/// <summary>Hands an epoch's records to the producer, each to its partition, in order; waits while its queue is full.</summary>
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

    public void Write(Epoch epoch, CancellationToken cancel)
    {
        if (!MemoryMarshal.TryGetArray(epoch.Bytes.WrittenMemory, out var bytes))
            throw new InvalidOperationException("an epoch's bytes are always an array's");
        using var keys = new PinnedKeys();
        using var pin = new Memory<byte>(bytes.Array).Pin();
        var start = Marshal.UnsafeAddrOfPinnedArrayElement(bytes.Array!, bytes.Offset);
        foreach (ref readonly var record in epoch.RecordSpan)
        {
            var target = _targets[(int)record.Topic];
            if (target.Batch(target.PartitionOf(record)) is { } batch)
                Add(batch, record, keys, start, cancel);
            else
                ProduceOne(record, target, bytes, cancel);
        }
        foreach (var batch in _targets.SelectMany(static target => target.Batches))
            Send(batch, cancel);
    }

    public void Dispose()
    {
        foreach (var target in _targets)
            target.Dispose();
    }

    private void Add(NativeBatch batch, in OutputRecord record, PinnedKeys keys, nint start, CancellationToken cancel)
    {
        if (batch.IsFull)
            Send(batch, cancel);
        var isTombstone = record.ValueLength < 0;
        batch.Add(keys.Address(record.Key), record.Key.Length, isTombstone ? 0 : start + record.ValueAt, isTombstone ? 0 : record.ValueLength);
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

    private void ProduceOne(OutputRecord record, OutputTarget target, ArraySegment<byte> bytes, CancellationToken cancel)
    {
        var to = new TopicPartition(target.Topic, target.PartitionOf(record));
        var message = new Message<byte[], byte[]>
        {
            Key = record.Key,
            Value = record.ValueLength < 0 ? null! : bytes.AsSpan(record.ValueAt, record.ValueLength).ToArray(),
            Headers = record.DeadLetter is { } letter ? HeadersOf(letter) : null,
        };
        for (var tries = 0; !TryProduce(to, message); tries++)
            WaitForRoom(tries, cancel);
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
}
