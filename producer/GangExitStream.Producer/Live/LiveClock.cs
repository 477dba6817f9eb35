using System.Collections.Immutable;

namespace GangExitStream.Producer.Live;

/// <summary>The clock that the recorder stamps events with.</summary>
public enum TraceClock
{
    /// <summary>perf's own, or one that can't be read here: it has no known relation to wall time.</summary>
    Unknown,

    /// <summary>CLOCK_MONOTONIC.</summary>
    Monotonic,

    /// <summary>CLOCK_REALTIME: wall time itself.</summary>
    Realtime,
}

/// <summary>
/// From the recorder's clock to wall time, for a trace without CLOCK_DATA (an older perf). Both clocks of this host are slewed
/// alike: only a step of the wall clock during a session makes the offset stale. Beside perf's own CLOCK_DATA: 3 us apart.
/// </summary>
public static class LiveClock
{
    private const int Attempts = 8;
    private const long NsPerTick = 100;
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>The clock that a <c>perf record</c> command asks for with <c>-k</c> or <c>--clockid</c>.</summary>
    public static TraceClock Of(ImmutableArray<string> command)
    {
        for (var i = 0; i < command.Length; i++)
        {
            if (command[i] is "-k" or "--clockid")
                return i + 1 < command.Length ? Named(command[i + 1]) : TraceClock.Unknown;
            if (command[i].StartsWith("--clockid=", StringComparison.Ordinal))
                return Named(command[i]["--clockid=".Length..]);
        }
        return TraceClock.Unknown;
    }

    /// <summary>Wall time = trace time + this, in nanoseconds.</summary>
    public static long? OffsetNs(TraceClock clock, TimeProvider time) => clock switch
    {
        TraceClock.Monotonic => Measure(time),
        TraceClock.Realtime => 0,
        _ => null,
    };

    /// <summary>CLOCK_MONOTONIC, which is what .NET's timestamps are on Linux, in nanoseconds.</summary>
    public static long MonotonicNs(TimeProvider time) => (long)((Int128)time.GetTimestamp() * NsPerSecond / time.TimestampFrequency);

    /// <summary>The wall clock read between two readings of the other; of several tries the narrowest is the best.</summary>
    private static long Measure(TimeProvider time)
    {
        var (best, width) = (0L, long.MaxValue);
        for (var i = 0; i < Attempts; i++)
        {
            var before = MonotonicNs(time);
            var wall = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * NsPerTick;
            var after = MonotonicNs(time);
            if (after - before < width)
                (best, width) = (wall - before - (after - before) / 2, after - before);
        }
        return best;
    }

    private static TraceClock Named(string name) => name.ToUpperInvariant() switch
    {
        "CLOCK_MONOTONIC" or "MONOTONIC" or "MONO" => TraceClock.Monotonic,
        "CLOCK_REALTIME" or "REALTIME" or "REAL" => TraceClock.Realtime,
        _ => TraceClock.Unknown,
    };
}
