using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GangExitStream.Schemas.Binary;

/// <summary>Avro's numbers: zig-zag encoding, so that small negative numbers are short, then 7 bits per byte, the lowest first.</summary>
internal static class Varint
{
    /// <summary>Most bytes that <see cref="ReadWide"/> reads or consumes.</summary>
    public const int WordBytes = 10;

    /// <summary>Writes a number at <paramref name="position"/>, where 10 bytes must be free; returns the position after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> span, int position, long value)
    {
        var rest = (ulong)(value << 1) ^ (ulong)(value >> 63);
        if (rest > 0x7f)
            return WriteWord(span, position, rest);
        span[position] = (byte)rest;
        return position + 1;
    }

    // Writes the first eight bytes as one word. Surplus bytes are overwritten by the next number.
    private static int WriteWord(Span<byte> span, int position, ulong rest)
    {
        const ulong More = 0x8080_8080_8080_8080;
        var word = Split7(rest);
        var tail = rest >> 56;
        var length = tail == 0 ? (BitOperations.Log2(rest) / 7) + 1 : 8;
        BinaryPrimitives.WriteUInt64LittleEndian(span[position..], word | (tail == 0 ? More & ((1ul << (8 * (length - 1))) - 1) : More));
        position += length;
        if (tail != 0)
            span[position++] = (byte)(tail > 0x7f ? tail | 0x80 : tail);
        if (tail > 0x7f)
            span[position++] = (byte)(tail >> 7);
        return position;
    }

    /// <summary>
    /// Reads a number that often has 9 or 10 bytes (a register). <see cref="WordBytes"/> bytes must be readable; surplus ones are ignored. A number
    /// that does not fit into a long sets <paramref name="bad"/>; the caller then reads again with <see cref="AvroReader"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ReadWide(ReadOnlySpan<byte> span, ref int position, ref bool bad)
    {
        var bytes = span.Slice(position, WordBytes);
        var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var ends = ~word & 0x8080_8080_8080_8080;
        if (ends != 0)
        {
            position += (BitOperations.TrailingZeroCount(ends) / 8) + 1;
            return Unzigzag(Join7(word & (ends ^ (ends - 1)) & 0x7f7f_7f7f_7f7f_7f7f));
        }
        var last = bytes[8] > 0x7f ? bytes[9] : (byte)0;
        bad |= last > 1;
        position += bytes[8] > 0x7f ? 10 : 9;
        return Unzigzag(Join7(word & 0x7f7f_7f7f_7f7f_7f7f) | ((bytes[8] & 0x7ful) << 56) | ((ulong)last << 63));
    }

    /// <summary>Undoes the zig-zag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Unzigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <summary>Undoes the zig-zag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Unzigzag(Vector128<uint> values) => (values >>> 1) ^ -(values & Vector128<uint>.One);

    /// <summary>Joins eight groups of 7 bits to four of 14, two of 28 and one of 56 bits, without a loop or branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Join7(ulong groups)
    {
        groups = (groups & 0x007f_007f_007f_007f) | ((groups & 0x7f00_7f00_7f00_7f00) >> 1);
        groups = (groups & 0x0000_3fff_0000_3fff) | ((groups & 0x3fff_0000_3fff_0000) >> 2);
        return (groups & 0x0fff_ffff) | ((groups & 0x0fff_ffff_0000_0000) >> 4);
    }

    /// <summary>Joins the four groups of 7 bits in each lane to 28 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Join7(Vector128<uint> groups)
    {
        groups = (groups & Vector128.Create(0x007f_007fu)) | ((groups & Vector128.Create(0x7f00_7f00u)) >>> 1);
        return (groups & Vector128.Create(0x3fffu)) | ((groups & Vector128.Create(0x3fff_0000u)) >>> 2);
    }

    // The inverse of Join7.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Split7(ulong groups)
    {
        groups = (groups & 0x0fff_ffff) | ((groups & 0x00ff_ffff_f000_0000) << 4);
        groups = (groups & 0x0000_3fff_0000_3fff) | ((groups & 0x0fff_c000_0fff_c000) << 2);
        return (groups & 0x007f_007f_007f_007f) | ((groups & 0x3f80_3f80_3f80_3f80) << 1);
    }
}
