using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GangExitStream.Schemas;

/// <summary>
/// Numbers that lie one after the other within 32 bytes. Where each one ends is found for all of them at once: read one by one, a
/// number's place is known only when the one before has been read, and that waiting is most of the work.
/// </summary>
internal ref struct VarintWindow
{
    /// <summary>Bytes that are looked at, whatever they are: the window, and a word that begins right behind it.</summary>
    public const int Bytes = Size + 1 + sizeof(ulong);

    private const int Size = 32;

    private readonly ref byte _start;
    private uint _ends; // of the numbers that weren't read yet: a bit for each byte that is a number's last
    private int _at;
    private int _bad;

    /// <summary>Looks at the <see cref="Bytes"/> from a position on, which must be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public VarintWindow(ReadOnlySpan<byte> span, int position)
    {
        _start = ref MemoryMarshal.GetReference(span.Slice(position, Bytes));
        var (low, high) = (Vector128.LoadUnsafe(ref _start), Vector128.LoadUnsafe(ref _start, Size / 2));
        _ends = ~(low.ExtractMostSignificantBits() | (high.ExtractMostSignificantBits() << (Size / 2)));
    }

    /// <summary>Bytes behind the last number that was read.</summary>
    public readonly int Length => _at;

    /// <summary>A number was longer than its reader takes, or went beyond the window: what was read means nothing.</summary>
    public readonly bool IsBad => _bad != 0 || _at > Size;

    /// <summary>A number of at most 4 bytes; hardly any int has more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt()
    {
        var word = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref _start, _at));
        var last = Next();
        _bad |= last >> 2;
        return Varint.Unzigzag(Varint.Join7(word & (uint.MaxValue >> (24 - (8 * last))) & 0x7f7f_7f7f));
    }

    /// <summary>A number of at most 8 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadLong()
    {
        var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref _start, _at));
        var last = Next();
        _bad |= last >> 3;
        return Varint.Unzigzag(Varint.Join7(word & (ulong.MaxValue >> (56 - (8 * last))) & 0x7f7f_7f7f_7f7f_7f7f));
    }

    /// <summary>Moves behind the next number; the index of its last byte, from its first one on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Next()
    {
        var end = BitOperations.TrailingZeroCount(_ends); // 32 where there is none: then Length tells
        var last = end - _at;
        _ends &= _ends - 1;
        _at = end + 1;
        return last;
    }
}
