namespace GangExitStream.Schemas.State;

/// <summary>
/// The processor's state of one VM of one source, as written to the changelog.
/// </summary>
public sealed class DetectorState
{
    /// <summary>Most runner threads, most vcpus and most open windows of one VM that are accepted when a state is read.</summary>
    public const int MaxItems = 1 << 14;

    /// <summary>Name of the recorded host.</summary>
    public string Host { get; set; } = "";

    /// <summary>Name of the trace file or the live recording of the host.</summary>
    public string Source { get; set; } = "";

    /// <summary>Process id of the VM.</summary>
    public int Tgid { get; set; }

    /// <summary>The next expected sequence number.</summary>
    public long NextSequence { get; set; }

    /// <summary>The source has ended for this VM.</summary>
    public bool Ended { get; set; }

    /// <summary>A run_core of the VM was seen, Enter or Exit.</summary>
    public bool HasRunCore { get; set; }

    /// <summary>An Enter of this VM was seen.</summary>
    public bool HasEntered { get; set; }

    /// <summary>Cede count of the original script's rule (attribution tgid).</summary>
    public int CedesPerTgid { get; set; }

    /// <summary>Largest trace time so far, in nanoseconds.</summary>
    public long LastTimeNs { get; set; }

    /// <summary>The processor's wall clock at the VM's last batch, in milliseconds since 1970.</summary>
    public long LastSeenWallMs { get; set; }

    /// <summary>Wall-clock time = trace time + this, in nanoseconds; null: unknown.</summary>
    public long? WallClockOffsetNs { get; set; }

    /// <summary>The runner threads.</summary>
    public RunnerState[] Runners { get; set; } = [];

    /// <summary>Number of used items of <see cref="Runners"/>.</summary>
    public int RunnerCount { get; set; }

    /// <summary>The open windows, ordered by start.</summary>
    public List<WindowState> Windows { get; } = [];

    /// <summary>Events with an earlier time than a previous event.</summary>
    public long LateEvents { get; set; }

    /// <summary>Items dropped because their sequence number had been processed before.</summary>
    public long Duplicates { get; set; }

    /// <summary>Items missing in the sequence.</summary>
    public long Gaps { get; set; }

    /// <summary>Orphan exits carried on from window to window until the VM's first run_core; 0 after it.</summary>
    public long UnattributedExits { get; set; }

    /// <summary>Vcpu ids per vcore: at least this many, by the vcpus of the runs so far.</summary>
    public int StrideLeast { get; set; } = 1;

    /// <summary>Vcpu ids per vcore: at most this many, by runs that overlapped in time.</summary>
    public int StrideMost { get; set; } = 8;

    /// <summary>The vcpus that were runners.</summary>
    public VcpuState[] Vcpus { get; set; } = [];

    /// <summary>Number of used items of <see cref="Vcpus"/>.</summary>
    public int VcpuCount { get; set; }

    /// <summary>Name of the VM, from its last batch with a name; null: unknown.</summary>
    public string? Vm { get; set; }
}
