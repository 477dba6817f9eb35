namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>How to record with tracefs.</summary>
public sealed record TracefsOptions : RecorderOptions
{
    /// <summary>Memory of each CPU's ring buffer by default: at 50 bytes an event, 40,000 events.</summary>
    public const int DefaultBufferSizeKb = 2048;

    /// <summary>The tracepoints' system.</summary>
    public string System { get; init; } = "kvm_hv";

    /// <summary>Memory of each CPU's ring buffer.</summary>
    public int BufferSizeKb { get; init; } = DefaultBufferSizeKb;

    /// <summary>Records kvm_guest_enter and kvm_hcall_enter, too, where this kernel has them.</summary>
    public bool WithEntries { get; init; }

    /// <summary>The longest wait between two looks at the buffers.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often it looks for new CPUs, at the wall clock, and whether the events are still on.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>tracefs is mounted on this host.</summary>
    public static bool IsMounted => OperatingSystem.IsLinux() && TracefsFolder.FindMounted() is not null;

    /// <inheritdoc/>
    public override ILiveRecorder Create(TimeProvider time, Action<string> report) =>
        new TracefsRecorder(this, TracefsFolder.FindMounted() is { } root ? new TracefsFolder(root) : null, time, report);

    /// <inheritdoc/>
    public override LiveProblem? Check() => PidNamespace.CheckProc();
}
