namespace GangExitStream.Traces;

/// <summary>The form of a trace.</summary>
public enum TraceForm
{
    /// <summary>Not recognized; nothing is read.</summary>
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

    /// <summary>The pages of tracefs' ring buffers, while they are recorded.</summary>
    Tracefs,
}

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

/// <summary>How to read a trace.</summary>
public sealed record TraceOptions
{
    /// <summary>The default options.</summary>
    public static TraceOptions Default { get; } = new();

    /// <summary>The system of the tracepoints; look-alike probes use another one.</summary>
    public string System { get; init; } = "kvm_hv";

    /// <summary>Ticks per second of a trace clock that counts ticks, used to convert its times to nanoseconds; null: as the trace says.</summary>
    public long? ClockHz { get; init; }

    /// <summary>
    /// Path of another trace of the same kernel. Its event formats are used when the trace has none because its recorder was killed before it wrote
    /// them. Null: none.
    /// </summary>
    public string? Formats { get; init; }

    /// <summary>
    /// Also reads kvm_guest_enter, kvm_hcall_enter and kvmppc_vcore_blocked, if they were recorded. No count depends on them; they give the time that
    /// vcpus spend outside the guest, the hcalls, and the time that vcores were blocked.
    /// </summary>
    public bool WithEntries { get; init; }

    /// <summary>
    /// Events are in time order within each VM only, which costs less. Events of different VMs may be up to one round of the recorder out of order.
    /// Batches with a loss, an event without a VM, or the first event of a thread are in time order anyway, so results that depend on several VMs
    /// are the same as in time order.
    /// </summary>
    public bool OrderWithinVms { get; init; }

    /// <summary>Called on the reading thread about once per megabyte, with the number of bytes read so far.</summary>
    public Action<long>? Progress { get; init; }
}
