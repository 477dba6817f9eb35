using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Ingest;

/// <summary>A fetched record of the input topic. Its bytes are pooled; <see cref="RecordChunk.Clear"/> returns them.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RawRecord(int Partition, long Offset, PooledBytes Key, PooledBytes Value);
