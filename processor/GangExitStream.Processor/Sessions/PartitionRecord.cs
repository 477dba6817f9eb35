using GangExitStream.Processor.Epochs;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.State;

namespace GangExitStream.Processor.Sessions;

/// <summary>
/// The changelog's record of a whole partition, key <c>//0</c>: the number of VMs (next_sequence), the input offset that the state belongs
/// to (last_time_ns), the id of the input topic (host), and the transactional id of the writer (source). Every transaction that commits an offset
/// writes it. A restore compares it with the VMs that were read and with the group's committed offset, so that a changelog with missing records is refused.
/// </summary>
public static class PartitionRecord
{
    /// <summary>The record's key: empty host, empty source, tgid 0.</summary>
    public static VmKey Key { get; } = new("", "", 0);

    private static readonly byte[] KeyBytes = Key.State();

    /// <summary>Whether a changelog key is the key of this record.</summary>
    internal static bool HasKey(ReadOnlySpan<byte> key) => key.SequenceEqual(KeyBytes);

    /// <summary>Writes the record. It is the epoch's last record of the partition.</summary>
    public static void Write(int partition, int vms, long nextOffset, ProcessorOptions options, Epoch epoch)
    {
        epoch.Bytes.Append(options.Prefixes.State);
        DetectorStateCodec.Encode(new DetectorState { Host = options.Input, Source = options.Writer, NextSequence = vms, LastTimeNs = nextOffset }, epoch.Bytes);
        epoch.Add(OutputTopic.State, partition, KeyBytes, KeyBytes);
    }
}
