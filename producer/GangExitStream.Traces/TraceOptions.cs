namespace GangExitStream.Traces;

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

    /// <summary>Also reads the guest's registers at each guest exit. Without them, they may be 0: perf.data is then read faster.</summary>
    public bool WithRegisters { get; init; } = true;

    /// <summary>
    /// Events are in time order within each VM only, which costs less. Events of different VMs may be up to one round of the recorder out of order.
    /// Batches with a loss, an event without a VM, or the first event of a thread are in time order anyway, so results that depend on several VMs
    /// are the same as in time order.
    /// </summary>
    public bool OrderWithinVms { get; init; }

    /// <summary>Called on the reading thread about once per megabyte, with the number of bytes read so far.</summary>
    public Action<long>? Progress { get; init; }
}
