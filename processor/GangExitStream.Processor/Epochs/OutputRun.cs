using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Epochs;

/// <summary>
/// Records of one key that follow each other, from the part's record <paramref name="First"/> on to the next run's: a batch's gang
/// exits are one run, so what belongs to the key is looked up once for all of them.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OutputRun(OutputTopic Topic, int InputPartition, byte[] Key, byte[] PartitionKey, int First)
{
    /// <summary>It is one record, and that has no value.</summary>
    public bool IsTombstone { get; init; }

    /// <summary>Why its one record is a dead letter; else null.</summary>
    public DeadLetter? DeadLetter { get; init; }
}
