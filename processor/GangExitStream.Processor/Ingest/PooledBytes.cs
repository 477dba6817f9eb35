using System.Buffers;
using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Ingest;

/// <summary>Bytes in an array of <see cref="ArrayPool{T}.Shared"/>. A null key or value of Kafka has no array.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct PooledBytes
{
    private readonly byte[]? _array;
    private readonly int _length;

    private PooledBytes(byte[] array, int length) => (_array, _length) = (array, length);

    /// <summary>The key or value was null, which differs from empty.</summary>
    public bool IsNull => _array is null;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _array.AsSpan(0, _length);

    /// <summary>Copies bytes into a rented array.</summary>
    public static PooledBytes Copy(ReadOnlySpan<byte> bytes)
    {
        var array = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(array);
        return new PooledBytes(array, bytes.Length);
    }

    /// <summary>Returns the array to the pool. Only the owner may call it, and only once.</summary>
    public void Return()
    {
        if (_array is not null)
            ArrayPool<byte>.Shared.Return(_array);
    }
}
