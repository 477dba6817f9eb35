using System.Runtime.InteropServices;

namespace GangExitStream.Schemas.Records;

/// <summary>
/// The header of a batch of events of one VM from one source. The events are kept separately, so that their array can be reused.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public record struct KvmHvEventBatch
{
    /// <summary>Name of the recorded host.</summary>
    public string Host { get; set; }

    /// <summary>Name of the trace file or the live recording of the host.</summary>
    public string Source { get; set; }

    /// <summary>Process id of the VM.</summary>
    public int Tgid { get; set; }

    /// <summary>Number of items of this (source, tgid) before this batch.</summary>
    public long FirstSequence { get; set; }

    /// <summary>Trace time in nanoseconds to which the events' offsets are relative; the first event's time gives the shortest encoding.</summary>
    public long BaseTimeNs { get; set; }

    /// <summary>Wall-clock time = trace time + this, in nanoseconds; null: unknown.</summary>
    public long? WallClockOffsetNs { get; set; }

    /// <summary>It is the last batch of this (source, tgid).</summary>
    public bool EndOfSource { get; set; }

    /// <summary>Name of the VM; null: unknown.</summary>
    public string? Vm { get; set; }
}
