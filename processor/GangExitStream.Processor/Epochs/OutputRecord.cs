using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Epochs;

/// <summary>
/// A record to be written. Its value is [ValueAt, ValueAt + ValueLength) of the part's bytes; a negative length means a null value (a tombstone).
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OutputRecord(OutputTopic Topic, int InputPartition, byte[] Key, byte[] PartitionKey, int ValueAt, int ValueLength)
{
    /// <summary>Position and reason of a dead letter; null for other records.</summary>
    public DeadLetter? DeadLetter { get; init; }
}
