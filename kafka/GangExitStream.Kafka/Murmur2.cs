using System.Buffers.Binary;

namespace GangExitStream.Kafka;

/// <summary>
/// The default partitioner of Java's clients for a keyed record: 32-bit MurmurHash2 with the seed 0x9747b28c
/// (org.apache.kafka.common.utils.Utils.murmur2), its sign bit cleared, modulo the number of partitions.
/// </summary>
public static class Murmur2
{
    private const uint Seed = 0x9747b28c;
    private const uint M = 0x5bd1e995;
    private const int R = 24;

    /// <summary>The partition of a key.</summary>
    public static int Partition(ReadOnlySpan<byte> key, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        return (int)(Hash(key) & 0x7fffffff) % partitions;
    }

    /// <summary>The 32-bit hash, with its sign bit.</summary>
    public static uint Hash(ReadOnlySpan<byte> data)
    {
        var h = Seed ^ (uint)data.Length;
        while (data.Length >= sizeof(uint))
        {
            var k = BinaryPrimitives.ReadUInt32LittleEndian(data) * M;
            k ^= k >> R;
            h = (h * M) ^ (k * M);
            data = data[sizeof(uint)..];
        }
        return Finish(data.Length == 0 ? h : Tail(h, data));
    }

    private static uint Tail(uint h, ReadOnlySpan<byte> rest)
    {
        for (var i = rest.Length - 1; i >= 0; i--)
            h ^= (uint)rest[i] << (8 * i);
        return h * M;
    }

    private static uint Finish(uint h)
    {
        h ^= h >> 13;
        h *= M;
        return h ^ (h >> 15);
    }
}
