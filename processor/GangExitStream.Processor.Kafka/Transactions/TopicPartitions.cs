using GangExitStream.Kafka;

namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>The number of partitions of each output topic, and the hash that chooses a VM's partition: murmur2 of <c>host/tgid</c>.</summary>
internal sealed class TopicPartitions(IReadOnlyDictionary<string, int> counts)
{
    private byte[]? _lastKey; // a session's key is always the same array
    private int _lastHash;

    public int CountOf(string topic) => counts[topic];

    /// <summary>The hash; not negative.</summary>
    public int HashOf(byte[] key)
    {
        if (ReferenceEquals(key, _lastKey))
            return _lastHash;
        (_lastKey, _lastHash) = (key, (int)(Murmur2.Hash(key) & 0x7fffffff));
        return _lastHash;
    }
}
