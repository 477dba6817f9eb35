using System.Runtime.InteropServices;
using GangExitStream.Traces;

namespace GangExitStream.Reporting.Analysis;

/// <summary>The reported part of a trace: from the first time (included) to the second (excluded), in trace time.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TimeWindow(long SinceNs, long UntilNs)
{
    public static TimeWindow All { get; } = new(long.MinValue, long.MaxValue);

    public bool IsAll => this == All;

    /// <summary>Converts the requested window to the trace's clock. Returns the problem; null: none.</summary>
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

    /// <summary>Number of events before a time; the events are in time order.</summary>
    public static int CountBefore(ReadOnlySpan<KvmEvent> events, long timeNs)
    {
        var count = 0;
        while (count < events.Length && events[count].TimeNs < timeNs)
            count++;
        return count;
    }
}
