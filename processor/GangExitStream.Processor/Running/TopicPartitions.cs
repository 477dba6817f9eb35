using System.Runtime.CompilerServices;
using GangExitStream.Kafka;

namespace GangExitStream.Processor.Running;

/// <summary>How many partitions each output topic has, and so which one a VM's records go to: murmur2 of <c>host/tgid</c>.</summary>
internal sealed class TopicPartitions(IReadOnlyDictionary<string, int> counts)
{
    // A session's key is one array for its life: its hash is worked out once.
    private readonly ConditionalWeakTable<byte[], StrongBox<int>> _hashes = [];
    private byte[]? _lastKey;
    private int _lastHash;

    public int CountOf(string topic) => counts[topic];

    /// <summary>Never negative.</summary>
    public int HashOf(byte[] key)
    {
        if (ReferenceEquals(key, _lastKey))
            return _lastHash;
        _lastHash = _hashes.GetValue(key, static k => new StrongBox<int>((int)(Murmur2.Hash(k) & 0x7fffffff))).Value;
        _lastKey = key;
        return _lastHash;
    }
}
