using System.Runtime.InteropServices;

namespace GangExitStream.Schemas.Records;

/// <summary>
/// A batch of events of one VM from one source, all but its events, which stay apart so that their array can be used again.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public record struct KvmHvEventBatch
{
    /// <summary>Name of the recorded host.</summary>
    public string Host { get; set; }

    /// <summary>Names one trace file or one live recording of the host.</summary>
    public string Source { get; set; }

    /// <summary>Process id of the VM.</summary>
    public int Tgid { get; set; }

    /// <summary>How many events of this (source, tgid) came before this batch.</summary>
    public long FirstSequence { get; set; }

    /// <summary>Trace time in nanoseconds that the events' offsets count from; the first event's is the shortest to write.</summary>
    public long BaseTimeNs { get; set; }

    /// <summary>Wall-clock time = trace time + it, nanoseconds; null where the trace doesn't know.</summary>
    public long? WallClockOffsetNs { get; set; }

    /// <summary>No events of this (source, tgid) follow.</summary>
    public bool EndOfSource { get; set; }

    /// <summary>Name of the VM; null where the producer doesn't know it.</summary>
    public string? Vm { get; set; }
}
