using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Epochs;

/// <summary>What went into an epoch. It is counted when the epoch is committed, so that counts agree with what subscribers see.</summary>
[StructLayout(LayoutKind.Auto)]
public record struct EpochCounts
{
    /// <summary>Batches.</summary>
    public long Batches { get; set; }

    /// <summary>Events, duplicates included.</summary>
    public long Events { get; set; }

    /// <summary>Items dropped because they had been seen.</summary>
    public long Duplicates { get; set; }

    /// <summary>Items that never came.</summary>
    public long Gaps { get; set; }

    /// <summary>Samples that the recorder lost.</summary>
    public long Lost { get; set; }

    /// <summary>Dead letters.</summary>
    public long DeadLetters { get; set; }

    /// <summary>Gang exits.</summary>
    public long GangExits { get; set; }

    /// <summary>Counts of windows.</summary>
    public long WindowCounts { get; set; }
}
