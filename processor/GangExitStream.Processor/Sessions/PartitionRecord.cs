using GangExitStream.Processor.Epochs;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.State;

namespace GangExitStream.Processor.Sessions;

/// <summary>
/// The changelog's record of a partition itself, key <c>//0</c>: how many VMs its state has (next_sequence), the input offset that
/// the state stands at (last_time_ns), the id of the input topic (host), and who wrote it (source). Each transaction that commits an offset writes it. Whoever
/// restores compares it with what was found and with the group's offset: a changelog that lost its beginning, its end or all of
/// it is refused, never taken for a young one.
/// </summary>
public static class PartitionRecord
{
    /// <summary>Its key: no host, no source, no process.</summary>
    public static VmKey Key { get; } = new("", "", 0);

    private static readonly byte[] KeyBytes = Key.State();

    /// <summary>Whether a record's key is its.</summary>
    internal static bool HasKey(ReadOnlySpan<byte> key) => key.SequenceEqual(KeyBytes);

    /// <summary>Writes it, as the last of an epoch's records of the partition.</summary>
    public static void Write(int partition, int vms, long nextOffset, ProcessorOptions options, Epoch epoch)
    {
        epoch.Bytes.Append(options.Prefixes.State);
        DetectorStateCodec.Encode(new DetectorState { Host = options.Input, Source = options.Writer, NextSequence = vms, LastTimeNs = nextOffset }, epoch.Bytes);
        epoch.Add(OutputTopic.State, partition, KeyBytes, KeyBytes);
    }
}
