namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>Options of recording with tracefs.</summary>
public sealed record TracefsOptions : RecorderOptions
{
    /// <summary>Default size of each CPU's ring buffer in KiB: 40,000 events of 50 bytes.</summary>
    public const int DefaultBufferSizeKb = 2048;

    /// <summary>The tracepoints' system.</summary>
    public string System { get; init; } = "kvm_hv";

    /// <summary>Size of each CPU's ring buffer in KiB.</summary>
    public int BufferSizeKb { get; init; } = DefaultBufferSizeKb;

    /// <summary>Whether kvm_guest_enter is recorded as well, which gives the guest exits' guest_ns.</summary>
    public bool GuestTimes { get; init; }

    /// <summary>Whether kvm_hcall_enter is recorded as well: the producer counts hcalls by name.</summary>
    public bool Hcalls { get; init; }

    /// <summary>Maximum time between two reads of the buffers.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Interval of the checks for new CPUs, for a step of the wall clock, and that the events are still on.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether tracefs is mounted.</summary>
    public static bool IsMounted => OperatingSystem.IsLinux() && TracefsFolder.FindMounted() is not null;

    /// <inheritdoc/>
    public override ILiveRecorder Create(TimeProvider time, Action<string> report) =>
        new TracefsRecorder(this, TracefsFolder.FindMounted() is { } root ? new TracefsFolder(root) : null, time, report);

    /// <inheritdoc/>
    public override LiveProblem? Check() => PidNamespace.CheckProc();
}
