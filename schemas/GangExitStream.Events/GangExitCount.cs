using System.Runtime.InteropServices;

namespace GangExitStream.Events;

/// <summary>Counts of one VM over one tumbling window of event time; cumulative.</summary>
[StructLayout(LayoutKind.Auto)]
public record struct GangExitCount
{
    /// <summary>Name of the recorded host.</summary>
    public string Host { get; set; }

    /// <summary>Name of the trace file or the live recording of the host.</summary>
    public string Source { get; set; }

    /// <summary>Process id of the VM.</summary>
    public int Tgid { get; set; }

    /// <summary>Start of the window, inclusive, nanoseconds on <see cref="Clock"/>.</summary>
    public long WindowStartNs { get; set; }

    /// <summary>End of the window, exclusive, nanoseconds on <see cref="Clock"/>.</summary>
    public long WindowEndNs { get; set; }

    /// <summary>The counts.</summary>
    public RunCounts Counts { get; set; }

    /// <summary>Gang exits by trap.</summary>
    public TriggerCounts Triggers { get; set; }

    /// <summary>The clock of the window's bounds.</summary>
    public ClockKind Clock { get; set; }

    /// <summary>The counts are complete: the event time has passed the window's end, the source has ended, or the VM is idle.</summary>
    public bool Final { get; set; }

    /// <summary>All guest exits by trap.</summary>
    public TriggerCounts Exits { get; set; }

    /// <summary>A run_core of the VM was seen. Without one, gang exits can't be counted, and only <see cref="Exits"/> is valid.</summary>
    public bool HasRunCore { get; set; }

    /// <summary>Name of the VM; null: unknown.</summary>
    public string? Vm { get; set; }
}
