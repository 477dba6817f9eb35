using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Epochs;

/// <summary>
/// A record to be written: its value is [ValueAt, ValueAt + ValueLength) of the part's bytes, or null (a tombstone) where the
/// length is negative.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OutputRecord(OutputTopic Topic, int InputPartition, byte[] Key, byte[] PartitionKey, int ValueAt, int ValueLength)
{
    /// <summary>Why the record is a dead letter; else null.</summary>
    public DeadLetter? DeadLetter { get; init; }
}
