using System.Runtime.InteropServices;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Producer.Batching;

/// <summary>A batch to publish. Its events are valid until the batcher is called again.</summary>
/// <param name="Header">All but the events.</param>
/// <param name="Events">The events, in time order.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VmBatch(KvmHvEventBatch Header, ReadOnlyMemory<KvmEvent> Events);
