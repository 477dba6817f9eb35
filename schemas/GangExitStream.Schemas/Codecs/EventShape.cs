using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GangExitStream.Schemas.Codecs;

/// <summary>
/// Where the seven numbers of a GuestExit or RunCore lie, if all are within 16 bytes: branch, time_offset_ns, cpu, tid, vcpu,
/// value, last. A stream's events have a few dozen shapes, told by which bytes are a number's last. A shape is worked out when it is first
/// met; then one shuffle puts four numbers side by side, whatever their lengths, and nothing waits for the end of the one before.
/// </summary>
internal sealed class EventShape
{
    /// <summary>Bytes that are looked at.</summary>
    public const int Bytes = 16;

    private const int Numbers = 7;

    private static readonly EventShape None = new(default, default, 0);
    private static readonly EventShape?[] ByEnds = new EventShape?[1 << Bytes]; // whatever may come: 4 MB with all shapes

    private EventShape(Vector128<byte> ints, Vector128<byte> time, int length) => (Ints, Time, Length) = (ints, time, length);

    /// <summary>Which bytes make cpu, tid, vcpu and value, four for each.</summary>
    public Vector128<byte> Ints { get; }

    /// <summary>Which bytes make the time, in the lower half.</summary>
    public Vector128<byte> Time { get; }

    /// <summary>Bytes of all seven; 0: it is none that could be read like this.</summary>
    public int Length { get; }

    /// <summary>The shape of the event whose first bytes these are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EventShape Of(Vector128<byte> bytes)
    {
        var ends = ~bytes.ExtractMostSignificantBits() & ushort.MaxValue;
        return ByEnds[ends] ?? Learn(ends);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static EventShape Learn(uint ends) => ByEnds[ends] = Make(ends) ?? None; // two threads that learn the same one do no harm

    /// <summary>Null where a number isn't whole, or too long.</summary>
    private static EventShape? Make(uint ends)
    {
        Span<int> firsts = stackalloc int[Numbers + 1]; // of each number, and behind the last
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
        time.Fill(byte.MaxValue); // gives zero
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
