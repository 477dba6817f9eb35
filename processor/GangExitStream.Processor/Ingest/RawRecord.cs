using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Ingest;

/// <summary>A record of the input topic as it was fetched: the bytes are rented, and returned with their chunk.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RawRecord(int Partition, long Offset, PooledBytes Key, PooledBytes Value);
