using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>Thread-time in nanoseconds: a duration times a number of threads. Saturates, since forged times must not wrap around.</summary>
internal static class ThreadTime
{
    /// <summary>The duration between two times; 0 if the clock went backwards.</summary>
    public static long Between(long sinceNs, long untilNs) =>
        untilNs <= sinceNs ? 0 : (long)Math.Min(unchecked((ulong)untilNs - (ulong)sinceNs), long.MaxValue);

    /// <summary>The saturated product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Of(long ns, int threads) =>
        (ulong)ns >> 48 == 0 && (uint)threads >> 15 == 0 ? ns * threads : OfAny(ns, threads);

    private static long OfAny(long ns, int threads)
    {
        var high = Math.BigMul(ns, Math.Max(threads, 0), out var low);
        return high != 0 || low < 0 ? long.MaxValue : low;
    }

    /// <summary>The saturated sum of two non-negative durations.</summary>
    public static long Add(long sum, long more) => Math.Min(sum, long.MaxValue - more) + more;
}
