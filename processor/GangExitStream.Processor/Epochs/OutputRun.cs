using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Epochs;

/// <summary>
/// Consecutive records with the same key: from the part's record <paramref name="First"/> up to the first record of the next run. The gang exits
/// of a batch are one run, so partition and key are looked up once for all of them.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OutputRun(OutputTopic Topic, int InputPartition, byte[] Key, byte[] PartitionKey, int First)
{
    /// <summary>The run is one record without a value.</summary>
    public bool IsTombstone { get; init; }

    /// <summary>The run is one dead letter: its position and reason; null for other runs.</summary>
    public DeadLetter? DeadLetter { get; init; }
}
