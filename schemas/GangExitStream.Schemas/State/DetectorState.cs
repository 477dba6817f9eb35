namespace GangExitStream.Schemas.State;

/// <summary>
/// What the processor remembers of one VM of one source, and the record of it in the changelog.
/// </summary>
public sealed class DetectorState
{
    /// <summary>Most runner threads, vcpus and open windows of one VM that are read back.</summary>
    public const int MaxItems = 1 << 14;

    /// <summary>Name of the recorded host.</summary>
    public string Host { get; set; } = "";

    /// <summary>Names one trace file or one live recording of the host.</summary>
    public string Source { get; set; } = "";

    /// <summary>Process id of the VM.</summary>
    public int Tgid { get; set; }

    /// <summary>Sequence number of the next event expected.</summary>
    public long NextSequence { get; set; }

    /// <summary>The source has ended for this VM.</summary>
    public bool Ended { get; set; }

    /// <summary>A run_core of the VM was seen, Enter or Exit.</summary>
    public bool HasRunCore { get; set; }

    /// <summary>An Enter of this VM was seen.</summary>
    public bool HasEntered { get; set; }

    /// <summary>Cede count of the original script's rule (attribution tgid).</summary>
    public int CedesPerTgid { get; set; }

    /// <summary>Largest trace time seen, nanoseconds.</summary>
    public long LastTimeNs { get; set; }

    /// <summary>Wall clock of the processor when the VM was last seen, milliseconds since 1970.</summary>
    public long LastSeenWallMs { get; set; }

    /// <summary>Wall-clock time = trace time + it, nanoseconds; null where the trace doesn't know.</summary>
    public long? WallClockOffsetNs { get; set; }

    /// <summary>The runner threads.</summary>
    public RunnerState[] Runners { get; set; } = [];

    /// <summary>How many of <see cref="Runners"/> are in use.</summary>
    public int RunnerCount { get; set; }

    /// <summary>The open windows, by start.</summary>
    public List<WindowState> Windows { get; } = [];

    /// <summary>Events that came after their window was closed.</summary>
    public long LateEvents { get; set; }

    /// <summary>Events dropped because their sequence number had been seen.</summary>
    public long Duplicates { get; set; }

    /// <summary>Events missing: sequence numbers that never came.</summary>
    public long Gaps { get; set; }

    /// <summary>Guest exits of threads without an open run.</summary>
    public long UnattributedExits { get; set; }

    /// <summary>Vcpu ids a vcore: the runs so far need so many.</summary>
    public int StrideLeast { get; set; } = 1;

    /// <summary>Vcpu ids a vcore: runs that overlapped in time allow so many.</summary>
    public int StrideMost { get; set; } = 8;

    /// <summary>The vcpus that have run their vcore.</summary>
    public VcpuState[] Vcpus { get; set; } = [];

    /// <summary>How many of <see cref="Vcpus"/> are in use.</summary>
    public int VcpuCount { get; set; }

    /// <summary>Name of the VM, as its last batch that had one said; null where none had.</summary>
    public string? Vm { get; set; }
}
