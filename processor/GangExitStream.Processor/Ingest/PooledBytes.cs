using System.Buffers;
using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Ingest;

/// <summary>Bytes in a rented array. Null (a tombstone, or no key) has no array.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct PooledBytes
{
    private readonly byte[]? _array;
    private readonly int _length;

    private PooledBytes(byte[] array, int length) => (_array, _length) = (array, length);

    /// <summary>There are no bytes, not even none of them.</summary>
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

    /// <summary>Gives the array back. Only the owner may, and once.</summary>
    public void Return()
    {
        if (_array is not null)
            ArrayPool<byte>.Shared.Return(_array);
    }
}
