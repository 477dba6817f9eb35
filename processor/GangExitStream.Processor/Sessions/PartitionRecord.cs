using GangExitStream.Processor.Epochs;
using GangExitStream.Schemas;

namespace GangExitStream.Processor.Sessions;

/// <summary>
/// The changelog's record of a partition itself, key <c>//0</c>: how many VMs its state has. Whoever restores compares it with
/// what was found: a changelog that was truncated or wiped is refused, never taken for a young one.
/// </summary>
public static class PartitionRecord
{
    /// <summary>Its key: no host, no source, no process.</summary>
    public static VmKey Key { get; } = new("", "", 0);

    private static readonly byte[] KeyBytes = Key.State();

    /// <summary>Writes it.</summary>
    public static void Write(int partition, int vms, RecordPrefix prefix, Epoch epoch)
    {
        var at = epoch.Bytes.Length;
        epoch.Bytes.Append(prefix);
        DetectorStateCodec.Encode(new DetectorState { NextSequence = vms }, epoch.Bytes);
        epoch.Add(OutputTopic.State, partition, KeyBytes, KeyBytes, at);
    }
}
