using System.Collections.Immutable;

namespace GangExitStream.Producer.Live;

/// <summary>The clock of the recorder's time stamps.</summary>
public enum RecorderClock
{
    /// <summary>perf's own clock, or one that can't be read here: its offset to wall time is unknown.</summary>
    Unknown,

    /// <summary>CLOCK_MONOTONIC.</summary>
    Monotonic,

    /// <summary>CLOCK_REALTIME: wall time.</summary>
    Realtime,
}

/// <summary>
/// Measures the offset of the recorder's clock to wall time, for a trace without CLOCK_DATA (older perf). Both clocks are slewed alike, so
/// only a step of the wall clock during a session changes the offset. The difference to perf's CLOCK_DATA is 3 us.
/// </summary>
public static class LiveClock
{
    private const int Attempts = 8;
    private const long NsPerTick = 100;
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>The clock that a <c>perf record</c> command selects with <c>-k</c> or <c>--clockid</c>.</summary>
    public static RecorderClock Of(ImmutableArray<string> command)
    {
        for (var i = 0; i < command.Length; i++)
        {
            if (command[i] is "-k" or "--clockid")
                return i + 1 < command.Length ? Named(command[i + 1]) : RecorderClock.Unknown;
            if (command[i].StartsWith("--clockid=", StringComparison.Ordinal))
                return Named(command[i]["--clockid=".Length..]);
        }
        return RecorderClock.Unknown;
    }

    /// <summary>Wall time minus trace time, in nanoseconds; null: the clock is unknown.</summary>
    public static long? OffsetNs(RecorderClock clock, TimeProvider time) => clock switch
    {
        RecorderClock.Monotonic => Measure(time),
        RecorderClock.Realtime => 0,
        _ => null,
    };

    /// <summary>CLOCK_MONOTONIC in nanoseconds: the source of .NET's timestamps on Linux.</summary>
    public static long MonotonicNs(TimeProvider time) => (long)((Int128)time.GetTimestamp() * NsPerSecond / time.TimestampFrequency);

    /// <summary>Reads the wall clock between two readings of the other clock, several times, and uses the pair with the smallest distance.</summary>
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

    private static RecorderClock Named(string name) => name.ToUpperInvariant() switch
    {
        "CLOCK_MONOTONIC" or "MONOTONIC" or "MONO" => RecorderClock.Monotonic,
        "CLOCK_REALTIME" or "REALTIME" or "REAL" => RecorderClock.Realtime,
        _ => RecorderClock.Unknown,
    };
}
