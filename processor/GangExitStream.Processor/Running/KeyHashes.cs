using System.Runtime.CompilerServices;
using GangExitStream.Kafka;

namespace GangExitStream.Processor.Running;

/// <summary>murmur2 of partition keys. A session's key is one array for its life: its hash is worked out once.</summary>
internal sealed class KeyHashes
{
    private readonly ConditionalWeakTable<byte[], StrongBox<int>> _hashes = [];
    private byte[]? _lastKey;
    private int _lastHash;

    /// <summary>Never negative.</summary>
    public int Of(byte[] key)
    {
        if (ReferenceEquals(key, _lastKey))
            return _lastHash;
        _lastHash = _hashes.GetValue(key, static k => new StrongBox<int>((int)(Murmur2.Hash(k) & 0x7fffffff))).Value;
        _lastKey = key;
        return _lastHash;
    }
}
