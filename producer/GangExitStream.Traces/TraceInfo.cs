namespace GangExitStream.Traces;

/// <summary>The form a trace comes in.</summary>
public enum TraceForm
{
    /// <summary>None that we know; nothing is read.</summary>
    Unknown,

    /// <summary>perf.data in file mode.</summary>
    PerfFile,

    /// <summary>perf.data in pipe mode (<c>perf record -o -</c>).</summary>
    PerfPipe,

    /// <summary>Text of <c>perf script</c>.</summary>
    PerfScript,

    /// <summary>Text of tracefs' <c>trace</c> or <c>trace_pipe</c>.</summary>
    Ftrace,

    /// <summary>Text of <c>trace-cmd report</c>.</summary>
    TraceCmdReport,

    /// <summary>trace-cmd's trace.dat.</summary>
    TraceDat,
}

/// <summary>What a trace says about itself.</summary>
public sealed record TraceInfo
{
    /// <summary>The form that was found.</summary>
    public required TraceForm Form { get; init; }

    /// <summary>The recording host's name, where the trace holds it.</summary>
    public string? Host { get; init; }

    /// <summary>The recorder's kernel (<c>uname -r</c>: 6.1.0-13-powerpc64le), where the trace holds it.</summary>
    public string? OsRelease { get; init; }

    /// <summary>The recorder's architecture (<c>uname -m</c>: ppc64le), where the trace holds it.</summary>
    public string? Arch { get; init; }

    /// <summary>The recorder's processor as /proc/cpuinfo calls it (POWER8 (architected), altivec supported), where the trace holds it.</summary>
    public string? Cpu { get; init; }

    /// <summary>Bytes of the trace, where that is known before it is read.</summary>
    public long? LengthBytes { get; init; }

    /// <summary>Wall time = trace time + this, in nanoseconds; where the trace has it (perf: CLOCK_DATA; trace.dat: DATE).</summary>
    public long? WallClockOffsetNs { get; init; }

    /// <summary>Name of a trace clock that counts ticks (ppc-tb, x86-tsc, counter ...), where the times are its ticks: not nanoseconds.</summary>
    public string? TicksClock { get; init; }

    /// <summary>The times are distances between events (perf script --deltatime), so that no time of the trace is known.</summary>
    public bool TimesAreDeltas { get; init; }

    /// <summary>The name of tracefs' instance that the events are of, where a trace.dat has any but the top one.</summary>
    public string? Buffer { get; init; }

    /// <summary>Names of guests that were recorded beside the host; their events are in files of their own.</summary>
    public IReadOnlyList<string> Guests { get; init; } = [];
}

/// <summary>How to read a trace.</summary>
public sealed record TraceOptions
{
    /// <summary>The defaults.</summary>
    public static TraceOptions Default { get; } = new();

    /// <summary>The tracepoints' system; another one for look-alikes.</summary>
    public string System { get; init; } = "kvm_hv";

    /// <summary>Ticks a second of a trace clock that counts ticks, where the trace doesn't tell: makes nanoseconds of them.</summary>
    public long? ClockHz { get; init; }

    /// <summary>
    /// Path of another trace of the same kernel, whose event formats are used where the trace has none: its recorder was killed before
    /// it wrote them. Null: there is none.
    /// </summary>
    public string? Formats { get; init; }

    /// <summary>
    /// kvm_guest_enter and kvm_hcall_enter are read, too, where they were recorded: events that no count is made of, but that tell how long
    /// vcpus were out of the guest, and for which hcall.
    /// </summary>
    public bool WithEntries { get; init; }

    /// <summary>
    /// Events need to be in time order within each VM only, which costs less. Those of different VMs are up to a round of the recorder apart.
    /// Around a loss, an event that is in no count, and the first of any thread they are in time order all the same, so that what depends
    /// on more than one VM comes out as it does in time order.
    /// </summary>
    public bool OrderWithinVms { get; init; }

    /// <summary>Called with the bytes read so far, from the reading thread, every megabyte or so.</summary>
    public Action<long>? Progress { get; init; }
}
