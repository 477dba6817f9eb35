using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Ingest;

/// <summary>A record of the input topic as it was fetched: the bytes are rented, and returned with their chunk.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RawRecord(int Partition, long Offset, PooledBytes Key, PooledBytes Value)
{
    /// <summary>The batch in whose place this one stands, with its last offset; null: it is a record.</summary>
    public UnreadableBatch? Unreadable { get; init; }
}

/// <summary>
/// Records that were written together and that no client of ours can unpack: nothing of them is known but where they are. Together they are one
/// dead letter.
/// </summary>
/// <param name="FirstOffset">Of the first one.</param>
/// <param name="Reason">Why.</param>
public sealed record UnreadableBatch(long FirstOffset, string Reason);
