using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Epochs;

/// <summary>
/// Counts of one epoch. They are added to <see cref="Graph.ProcessorMetrics"/> when the epoch is committed, so that the metrics agree with what
/// read_committed subscribers see.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public record struct EpochCounts
{
    /// <summary>Batches that were processed.</summary>
    public long Batches { get; set; }

    /// <summary>Events of these batches, duplicates included.</summary>
    public long Events { get; set; }

    /// <summary>Items dropped because their sequence number had been processed before.</summary>
    public long Duplicates { get; set; }

    /// <summary>Items missing in a VM's sequence.</summary>
    public long Gaps { get; set; }

    /// <summary>Samples that the recorder lost, counted for each VM.</summary>
    public long Lost { get; set; }

    /// <summary>Records written to the dead-letter topic.</summary>
    public long DeadLetters { get; set; }

    /// <summary>Gang exits written.</summary>
    public long GangExits { get; set; }

    /// <summary>Records written to the counts topic.</summary>
    public long WindowCounts { get; set; }
}
