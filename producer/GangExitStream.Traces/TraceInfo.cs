namespace GangExitStream.Traces;

/// <summary>What a trace says about itself.</summary>
public sealed record TraceInfo
{
    /// <summary>The form that was found.</summary>
    public required TraceForm Form { get; init; }

    /// <summary>Name of the recorded host; null: not in the trace.</summary>
    public string? Host { get; init; }

    /// <summary>The host's kernel release (<c>uname -r</c>: 6.1.0-13-powerpc64le); null: not in the trace.</summary>
    public string? OsRelease { get; init; }

    /// <summary>The host's architecture (<c>uname -m</c>: ppc64le); null: not in the trace.</summary>
    public string? Arch { get; init; }

    /// <summary>The host's processor as in /proc/cpuinfo (POWER8 (architected), altivec supported); null: not in the trace.</summary>
    public string? Cpu { get; init; }

    /// <summary>Length of the trace in bytes; null: not known in advance, as for a pipe.</summary>
    public long? LengthBytes { get; init; }

    /// <summary>Wall time = trace time + this, in nanoseconds; null: not in the trace. Source: CLOCK_DATA of perf, DATE of trace.dat.</summary>
    public long? WallClockOffsetNs { get; init; }

    /// <summary>The trace clock (ppc-tb, x86-tsc, counter ...) when the times are its ticks; null: the times are nanoseconds.</summary>
    public string? TicksClock { get; init; }

    /// <summary>The times are differences between events (perf script --deltatime), so no event's time is known.</summary>
    public bool TimesAreDeltas { get; init; }

    /// <summary>Name of the tracefs instance of the events in a trace.dat; null: the top instance.</summary>
    public string? Buffer { get; init; }

    /// <summary>Names of guests that were recorded together with the host; their events are in other files.</summary>
    public IReadOnlyList<string> Guests { get; init; } = [];
}
