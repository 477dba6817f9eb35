namespace GangExitStream.Traces.RingBuffer;

/// <summary>Converts a buffer's time stamps to trace time in nanoseconds.</summary>
/// <param name="clock">The name of the trace clock.</param>
/// <param name="toNs">How to convert ticks to nanoseconds; multiplier 0: the recording does not say.</param>
/// <param name="addedNs">Added to each time.</param>
/// <param name="hz">Ticks per second, given by the user; used when the recording does not have them.</param>
internal sealed class TraceClock(string clock, (uint Multiplier, int Shift) toNs, long addedNs, long? hz)
{
    private const uint NsPerSecond = 1_000_000_000;

    private readonly long _hz = IsOfTicks(clock) && toNs.Multiplier == 0 && hz is > 0 and <= int.MaxValue * 1000L ? hz.Value : 0;

    /// <summary>The clock's name when its times stay ticks because their rate is unknown; otherwise null.</summary>
    public string? Ticks => IsOfTicks(clock) && toNs.Multiplier == 0 && _hz == 0 ? clock : null;

    /// <summary>The clock counts 100 times a second (jiffies_64_to_clock_t): too coarse to order the events of different CPUs.</summary>
    public bool IsCoarse => clock == "uptime";

    /// <summary>The finding for such a clock.</summary>
    public static string CoarseMessage(string why) =>
        $"the trace clock is too coarse to order the events of different CPUs ({why}), so runs may be counted wrong; record with another: echo mono > trace_clock, trace-cmd record -C mono";

    /// <summary>Like trace-cmd report: converts ticks to nanoseconds, then adds OFFSET. A result beyond a long's range is capped; order is kept.</summary>
    public long TimeOf(ulong stamp)
    {
        if (toNs.Multiplier != 0)
        {
            var ns = (UInt128)stamp * toNs.Multiplier >> toNs.Shift;
            stamp = ns > long.MaxValue ? long.MaxValue : (ulong)ns;
        }
        if (_hz != 0)
            stamp = (ulong)UInt128.Min((UInt128)stamp * NsPerSecond / (UInt128)_hz, long.MaxValue);
        var time = (long)Math.Min(stamp, long.MaxValue);
        return addedNs == 0 ? time : Add(time, addedNs);
    }

    /// <summary>The kernel's trace clocks that do not count nanoseconds (trace_clocks in kernel/trace/trace.c).</summary>
    private static bool IsOfTicks(string clock) => clock is "counter" or "uptime" or "x86-tsc" or "ppc-tb";

    private static long Add(long time, long added) =>
        added > 0 && time > long.MaxValue - added ? long.MaxValue : Math.Max(time + added, 0); // times are not negative
}
