using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>Nanoseconds of thread-time: so many threads for so long. Forged times must not wrap around.</summary>
internal static class ThreadTime
{
    /// <summary>From one time to another; 0 where the clock went backwards.</summary>
    public static long Between(long sinceNs, long untilNs) =>
        untilNs <= sinceNs ? 0 : (long)Math.Min(unchecked((ulong)untilNs - (ulong)sinceNs), long.MaxValue);

    /// <summary>The product, or the largest number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Of(long ns, int threads) =>
        (ulong)ns >> 48 == 0 && (uint)threads >> 15 == 0 ? ns * threads : OfAny(ns, threads);

    private static long OfAny(long ns, int threads)
    {
        var high = Math.BigMul(ns, Math.Max(threads, 0), out var low);
        return high != 0 || low < 0 ? long.MaxValue : low;
    }

    /// <summary>The sum of two that aren't negative, or the largest number.</summary>
    public static long Add(long sum, long more) => Math.Min(sum, long.MaxValue - more) + more;
}
