using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Processor.Epochs;

namespace GangExitStream.Processor.Running;

/// <summary>Hands an epoch's records to the producer, each to its partition, in order; waits while its queue is full.</summary>
internal sealed class EpochWriter : IDisposable
{
    private static readonly TimeSpan QueueWait = TimeSpan.FromMilliseconds(20);

    private readonly IProducer<byte[], byte[]> _producer;
    private readonly TopicNames _topics;
    private readonly string _state;
    private readonly TopicPartitions _partitions;
    private readonly NativeBatch? _gangExits;

    public EpochWriter(IProducer<byte[], byte[]> producer, RunOptions options, TopicPartitions partitions)
    {
        (_producer, _topics, _partitions) = (producer, options.Kafka.Topics, partitions);
        _state = _topics.State(options.Group);
        _gangExits = NativeBatch.TryCreate(producer, _topics.GangExits);
    }

    public void Write(Epoch epoch, CancellationToken cancel)
    {
        if (!MemoryMarshal.TryGetArray(epoch.Bytes.WrittenMemory, out var bytes))
            throw new InvalidOperationException("an epoch's bytes are always an array's");
        foreach (var record in epoch.Records)
        {
            if (record.Topic == OutputTopic.GangExits && _gangExits is not null)
                continue;
            Retry(() => ProduceOne(record, bytes), cancel);
        }
        if (_gangExits is not null)
            WriteGangExits(epoch, bytes, _gangExits, cancel);
    }

    public void Dispose() => _gangExits?.Dispose();

    private void WriteGangExits(Epoch epoch, ArraySegment<byte> bytes, NativeBatch batch, CancellationToken cancel)
    {
        using var keys = new PinnedKeys();
        using var pin = new Memory<byte>(bytes.Array).Pin();
        var start = Marshal.UnsafeAddrOfPinnedArrayElement(bytes.Array!, bytes.Offset);
        foreach (var record in epoch.Records)
        {
            if (record.Topic != OutputTopic.GangExits)
                continue;
            if (batch.IsFull)
                Send(batch, cancel);
            batch.Add(_partitions.Of(_topics.GangExits, record), keys.Address(record.Key), record.Key.Length, start + record.ValueAt, record.ValueLength);
        }
        Send(batch, cancel);
    }

    private void Send(NativeBatch batch, CancellationToken cancel)
    {
        while (!batch.IsEmpty)
        {
            var error = batch.TrySend();
            if (error is not (ErrorCode.NoError or ErrorCode.Local_QueueFull))
                throw new KafkaException(error);
            if (error == ErrorCode.Local_QueueFull)
                WaitForRoom(cancel);
        }
    }

    private void Retry(Action produce, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                produce();
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                WaitForRoom(cancel);
            }
        }
    }

    private void WaitForRoom(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        _producer.Poll(QueueWait);
    }

    private void ProduceOne(OutputRecord record, ArraySegment<byte> bytes)
    {
        var (topic, partition) = Target(record);
        _producer.Produce(new TopicPartition(topic, partition), new Message<byte[], byte[]>
        {
            Key = record.Key,
            Value = record.ValueLength < 0 ? null! : bytes.AsSpan(record.ValueAt, record.ValueLength).ToArray(),
            Headers = record.DeadLetter is { } letter ? HeadersOf(letter) : null,
        });
    }

    private (string Topic, int Partition) Target(OutputRecord record) => record.Topic switch
    {
        OutputTopic.GangExits => (_topics.GangExits, _partitions.Of(_topics.GangExits, record)),
        OutputTopic.Counts => (_topics.Counts, _partitions.Of(_topics.Counts, record)),
        OutputTopic.State => (_state, record.InputPartition),
        _ => (_topics.DeadLetters, _partitions.Of(_topics.DeadLetters, record)),
    };

    private Headers HeadersOf(DeadLetter letter) => new()
    {
        { "reason", Encoding.UTF8.GetBytes(letter.Reason) },
        { "topic", Encoding.UTF8.GetBytes(_topics.Events) },
        { "partition", Encoding.UTF8.GetBytes(letter.Partition.ToString(CultureInfo.InvariantCulture)) },
        { "offset", Encoding.UTF8.GetBytes(letter.Offset.ToString(CultureInfo.InvariantCulture)) },
    };

    /// <summary>Keys of one epoch, each pinned once: a session's key is the same array in all of its records.</summary>
    private sealed class PinnedKeys : IDisposable
    {
        private readonly Dictionary<byte[], GCHandle> _pins = new(ReferenceEqualityComparer.Instance);
        private byte[]? _last;
        private nint _lastAddress;

        public nint Address(byte[] key)
        {
            if (ReferenceEquals(key, _last))
                return _lastAddress;
            if (!_pins.TryGetValue(key, out var pin))
                _pins.Add(key, pin = GCHandle.Alloc(key, GCHandleType.Pinned));
            (_last, _lastAddress) = (key, pin.AddrOfPinnedObject());
            return _lastAddress;
        }

        public void Dispose()
        {
            foreach (var pin in _pins.Values)
                pin.Free();
        }
    }
}
