using System.Runtime.InteropServices;
using GangExitStream.Traces;

namespace GangExitStream.Reporting.Analysis;

/// <summary>The part of a trace's time that is reported: from the first time on, up to the second but without it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TimeWindow(long SinceNs, long UntilNs)
{
    public static TimeWindow All { get; } = new(long.MinValue, long.MaxValue);

    public bool IsAll => this == All;

    /// <summary>What was asked for, on the trace's clock; what is wrong with it, else null.</summary>
    public static string? TryFind(ReportOptions options, TraceInfo info, out TimeWindow window)
    {
        window = All;
        if (options.Since is null && options.Until is null)
            return null;
        if (info.TicksClock is { } clock)
            return $"--since and --until need times, and this trace has ticks of {clock}: give their rate with --clock-hz";
        if (info.TimesAreDeltas)
            return "--since and --until need times, and this trace has distances between events only";
        if (info.WallClockOffsetNs is null && (options.Since is { IsWall: true } || options.Until is { IsWall: true }))
            return "the trace doesn't know the wall clock: give --since and --until in seconds of trace time, as perf script prints them";
        window = new TimeWindow(options.Since?.On(info) ?? long.MinValue, options.Until?.On(info) ?? long.MaxValue);
        return null;
    }

    /// <summary>How many of the events, which are in time order, come before the time.</summary>
    public static int CountBefore(ReadOnlySpan<KvmEvent> events, long timeNs)
    {
        var count = 0;
        while (count < events.Length && events[count].TimeNs < timeNs)
            count++;
        return count;
    }
}
