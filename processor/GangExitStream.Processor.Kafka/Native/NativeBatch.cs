using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace GangExitStream.Processor.Kafka.Native;

/// <summary>Messages of one partition that are passed to librdkafka in one call, which looks the partition up once.</summary>
internal sealed class NativeBatch(NativeTopic topic, int partition)
{
    private const int Size = 64;

    private readonly Message[] _messages = GC.AllocateArray<Message>(Size, pinned: true);
    private int _count;

    public bool IsFull => _count == Size;

    public bool IsEmpty => _count == 0;

    /// <summary>Adds a message. Its bytes must stay pinned until <see cref="TrySend"/> has sent it.</summary>
    public void Add(nint key, int keyLength, nint value, int valueLength)
    {
        ref var message = ref _messages[_count++];
        (message.Payload, message.Length, message.Key, message.KeyLength) = (value, valueLength, key, keyLength);
    }

    /// <summary>Passes the messages to librdkafka, which copies them. If its queue is full, the refused ones stay for the next call.</summary>
    public ErrorCode TrySend()
    {
        var sent = topic.Produce(partition, Marshal.UnsafeAddrOfPinnedArrayElement(_messages, 0), _count);
        if (sent == _count)
        {
            _count = 0;
            return ErrorCode.NoError;
        }
        var (kept, error) = (0, ErrorCode.NoError);
        for (var i = 0; i < _count; i++)
        {
            if (_messages[i].Error == 0)
                continue;
            error = (ErrorCode)_messages[i].Error;
            _messages[kept++] = _messages[i];
        }
        _count = kept;
        return error;
    }

    /// <summary>rd_kafka_message_t of a 64-bit librdkafka.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public int Error;
        public nint Topic;
        public int Partition;
        public nint Payload;
        public nint Length;
        public nint Key;
        public nint KeyLength;
        public long Offset;
        public nint Private;
    }
}
