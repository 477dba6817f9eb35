using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Formats;

/// <summary>Reads integers in the recorder's byte order. The span checks the bounds of every read.</summary>
internal readonly record struct PerfBytes(bool BigEndian)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ushort U16(ReadOnlySpan<byte> bytes) =>
        BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint U32(ReadOnlySpan<byte> bytes) =>
        BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong U64(ReadOnlySpan<byte> bytes) =>
        BigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}

/// <summary>
/// The same for the hot path: the constructor checks the length once for all reads, and the reads have no bounds check. Reads at or after the
/// checked length are a bug of the caller.
/// </summary>
internal readonly ref struct CheckedBytes
{
    private readonly ref byte _start;
    private readonly bool _swap;

    /// <summary>Checks that there are at least <paramref name="needed"/> bytes; throws <see cref="ArgumentOutOfRangeException"/> otherwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CheckedBytes(ReadOnlySpan<byte> bytes, int needed, PerfBytes order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, needed, nameof(bytes));
        _start = ref MemoryMarshal.GetReference(bytes);
        _swap = order.BigEndian == BitConverter.IsLittleEndian;
    }

    public byte U8(int offset) => Unsafe.Add(ref _start, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ushort U16(int offset)
    {
        var value = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref _start, offset));
        return _swap ? BinaryPrimitives.ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint U32(int offset)
    {
        var value = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref _start, offset));
        return _swap ? BinaryPrimitives.ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong U64(int offset)
    {
        var value = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref _start, offset));
        return _swap ? BinaryPrimitives.ReverseEndianness(value) : value;
    }
}
