using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace GangExitStream.Schemas;

/// <summary>Avro's numbers: zig-zag, so that small negative ones are short too, then 7 bits a byte, the lowest first.</summary>
internal static class Varint
{
    /// <summary>Bytes that <see cref="Read"/> and <see cref="ReadWide"/> look at, or move on, at most.</summary>
    public const int WordBytes = 10;

    /// <summary>Writes at <paramref name="position"/>, where 10 bytes must be free; returns the position after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> span, int position, long value)
    {
        var rest = (ulong)(value << 1) ^ (ulong)(value >> 63);
        while (rest > 0x7f)
        {
            span[position++] = (byte)(rest | 0x80);
            rest >>= 7;
        }
        span[position] = (byte)rest;
        return position + 1;
    }

    /// <summary>
    /// Reads a number where <see cref="WordBytes"/> may be read, whatever they are. One of more than 8 bytes, which hardly
    /// any is, sets <paramref name="bad"/>: who sees that reads again with care.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read(ReadOnlySpan<byte> span, ref int position, ref bool bad)
    {
        var first = span[position];
        if (first <= 0x7f)
        {
            position++;
            return Unzigzag(first);
        }
        var word = BinaryPrimitives.ReadUInt64LittleEndian(span[position..]);
        var ends = ~word & 0x8080_8080_8080_8080;
        bad |= ends == 0;
        position += (BitOperations.TrailingZeroCount(ends) / 8) + 1;
        return Unzigzag(Join7(word & (ends ^ (ends - 1)) & 0x7f7f_7f7f_7f7f_7f7f));
    }

    /// <summary>As <see cref="Read"/>, of a number that often has 9 or 10 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ReadWide(ReadOnlySpan<byte> span, ref int position, ref bool bad)
    {
        var bytes = span.Slice(position, WordBytes);
        var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if ((~word & 0x8080_8080_8080_8080) != 0)
            return Read(span, ref position, ref bad);
        var last = bytes[8] > 0x7f ? bytes[9] : (byte)0;
        bad |= last > 1;
        position += bytes[8] > 0x7f ? 10 : 9;
        return Unzigzag(Join7(word & 0x7f7f_7f7f_7f7f_7f7f) | ((bytes[8] & 0x7ful) << 56) | ((ulong)last << 63));
    }

    /// <summary>As <see cref="Read"/>, of a number that has to fit 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadInt(ReadOnlySpan<byte> span, ref int position, ref bool bad)
    {
        var value = Read(span, ref position, ref bad);
        bad |= value != (int)value;
        return (int)value;
    }

    /// <summary>Undoes the zig-zag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Unzigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    // Eight groups of 7 bits to four of 14, two of 28 and one of 56: no loop, so nothing for the branch predictor to miss.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join7(ulong groups)
    {
        groups = (groups & 0x007f_007f_007f_007f) | ((groups & 0x7f00_7f00_7f00_7f00) >> 1);
        groups = (groups & 0x0000_3fff_0000_3fff) | ((groups & 0x3fff_0000_3fff_0000) >> 2);
        return (groups & 0x0fff_ffff) | ((groups & 0x0fff_ffff_0000_0000) >> 4);
    }
}
