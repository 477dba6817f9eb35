namespace GangExitStream.Traces.TraceDat;

/// <summary>Turns a buffer's time stamps into trace time.</summary>
/// <param name="clock">The trace clock's name.</param>
/// <param name="options">The file's.</param>
internal sealed class TraceClock(string clock, TraceDatOptions options)
{
    private readonly (uint Multiplier, int Shift) _toNs = options.TicksToNs;

    /// <summary>The kernel's clocks that don't count nanoseconds (trace_clocks in kernel/trace/trace.c), and nothing in the file turns them into such.</summary>
    public bool CountsTicks => clock is "counter" or "uptime" or "x86-tsc" or "ppc-tb" && _toNs.Multiplier == 0;

    public string Name => clock;

    /// <summary>As trace-cmd report: ticks become nanoseconds first, then OFFSET is added. Beyond a long's range it is cut, so that it still sorts right.</summary>
    public long TimeOf(ulong stamp)
    {
        if (_toNs.Multiplier != 0)
        {
            var ns = (UInt128)stamp * _toNs.Multiplier >> _toNs.Shift;
            stamp = ns > long.MaxValue ? long.MaxValue : (ulong)ns;
        }
        var time = (long)Math.Min(stamp, long.MaxValue);
        return options.AddedNs == 0 ? time : Add(time, options.AddedNs);
    }

    private static long Add(long time, long added) =>
        added > 0 && time > long.MaxValue - added ? long.MaxValue : Math.Max(time + added, 0); // no time is negative
}
