namespace GangExitStream.Traces.RingBuffer;

/// <summary>Turns a buffer's time stamps into trace time.</summary>
/// <param name="clock">The trace clock's name.</param>
/// <param name="toNs">How ticks become nanoseconds, where the recording tells; multiplier 0: it doesn't.</param>
/// <param name="addedNs">Added to each time.</param>
/// <param name="hz">Ticks a second, as the user says; counts where the file doesn't tell.</param>
internal sealed class TraceClock(string clock, (uint Multiplier, int Shift) toNs, long addedNs, long? hz)
{
    private const uint NsPerSecond = 1_000_000_000;

    private readonly long _hz = IsOfTicks(clock) && toNs.Multiplier == 0 && hz is > 0 and <= int.MaxValue * 1000L ? hz.Value : 0;

    /// <summary>The clock's name, where its times stay ticks: nothing tells how long one is.</summary>
    public string? Ticks => IsOfTicks(clock) && toNs.Multiplier == 0 && _hz == 0 ? clock : null;

    /// <summary>As trace-cmd report: ticks become nanoseconds first, then OFFSET is added. Beyond a long's range it is cut, so that it still sorts right.</summary>
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

    /// <summary>The kernel's clocks that don't count nanoseconds (trace_clocks in kernel/trace/trace.c).</summary>
    private static bool IsOfTicks(string clock) => clock is "counter" or "uptime" or "x86-tsc" or "ppc-tb";

    private static long Add(long time, long added) =>
        added > 0 && time > long.MaxValue - added ? long.MaxValue : Math.Max(time + added, 0); // no time is negative
}
