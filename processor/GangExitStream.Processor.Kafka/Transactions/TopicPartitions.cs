using GangExitStream.Kafka;

namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>How many partitions each output topic has, and so which one a VM's records go to: murmur2 of <c>host/tgid</c>.</summary>
internal sealed class TopicPartitions(IReadOnlyDictionary<string, int> counts)
{
    private byte[]? _lastKey; // a session's key is one array for its life
    private int _lastHash;

    public int CountOf(string topic) => counts[topic];

    /// <summary>Never negative.</summary>
    public int HashOf(byte[] key)
    {
        if (ReferenceEquals(key, _lastKey))
            return _lastHash;
        (_lastKey, _lastHash) = (key, (int)(Murmur2.Hash(key) & 0x7fffffff));
        return _lastHash;
    }
}
