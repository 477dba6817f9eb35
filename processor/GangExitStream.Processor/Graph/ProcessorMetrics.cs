namespace GangExitStream.Processor.Graph;

/// <summary>What the lane has counted since the process began. Written by the lane only; others read what is roughly there.</summary>
public sealed class ProcessorMetrics
{
    /// <summary>Batches processed.</summary>
    public long Batches { get; internal set; }

    /// <summary>Events processed, duplicates included.</summary>
    public long Events { get; internal set; }

    /// <summary>Items dropped because they had been seen.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Items that never came.</summary>
    public long Gaps { get; internal set; }

    /// <summary>Records sent to the dead letters.</summary>
    public long DeadLetters { get; internal set; }

    /// <summary>Gang exits written.</summary>
    public long GangExits { get; internal set; }

    /// <summary>Epochs committed.</summary>
    public long Epochs { get; internal set; }
}
