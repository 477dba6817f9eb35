using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GangExitStream.Schemas.Codecs;

/// <summary>
/// The positions of the seven numbers of a GuestExit or RunCore when all are within 16 bytes: branch, time_offset_ns, cpu, tid, vcpu,
/// value, last. The shape is determined by the bytes that end a number; the events of a stream have a few dozen shapes. A shape is calculated once.
/// Then one shuffle extracts four numbers at once, so that decoding a number does not depend on the length of the previous one.
/// </summary>
internal sealed class EventShape
{
    /// <summary>Number of bytes that determine the shape.</summary>
    public const int Bytes = 16;

    private const int Numbers = 7;

    private static readonly EventShape None = new(default, default, 0);
    private static readonly EventShape?[] ByEnds = new EventShape?[1 << Bytes]; // bounded: all shapes together need 4 MB

    private EventShape(Vector128<byte> ints, Vector128<byte> time, int length) => (Ints, Time, Length) = (ints, time, length);

    /// <summary>Shuffle mask for cpu, tid, vcpu and value: four byte positions for each.</summary>
    public Vector128<byte> Ints { get; }

    /// <summary>Shuffle mask for the time, in the lower half.</summary>
    public Vector128<byte> Time { get; }

    /// <summary>Number of bytes of all seven numbers; 0: the event can't be decoded this way.</summary>
    public int Length { get; }

    /// <summary>The shape of an event, by its first 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EventShape Of(Vector128<byte> bytes)
    {
        var ends = ~bytes.ExtractMostSignificantBits() & ushort.MaxValue;
        return ByEnds[ends] ?? Calculate(ends);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static EventShape Calculate(uint ends) => ByEnds[ends] = Make(ends) ?? None; // two threads may calculate the same shape; both results are equal

    /// <summary>Calculates a shape; null: a number is incomplete or too long.</summary>
    private static EventShape? Make(uint ends)
    {
        Span<int> firsts = stackalloc int[Numbers + 1]; // position of each number's first byte, and of the end
        for (var number = 0; number < Numbers; number++, ends &= ends - 1)
        {
            if (ends == 0)
                return null;
            firsts[number + 1] = int.TrailingZeroCount((int)ends) + 1;
            if (firsts[number + 1] - firsts[number] > LongestOf(number))
                return null;
        }
        Span<byte> ints = stackalloc byte[Bytes];
        Span<byte> time = stackalloc byte[Bytes];
        time.Fill(byte.MaxValue); // an index out of range makes the shuffle's result 0
        ints.Fill(byte.MaxValue);
        Fill(time, firsts[1], firsts[2]);
        for (var lane = 0; lane < 4; lane++)
            Fill(ints[(4 * lane)..], firsts[lane + 2], firsts[lane + 3]);
        return new EventShape(Vector128.Create<byte>(ints), Vector128.Create<byte>(time), firsts[Numbers]);
    }

    private static int LongestOf(int number) => number switch
    {
        0 or Numbers - 1 => 1,
        1 => 8,
        _ => 4,
    };

    private static void Fill(Span<byte> places, int first, int end)
    {
        for (var at = first; at < end; at++)
            places[at - first] = (byte)at;
    }
}
