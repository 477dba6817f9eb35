using System.Runtime.InteropServices;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Producer.Batching;

/// <summary>A batch to publish. Its events are valid until the next call of the batcher.</summary>
/// <param name="Header">The record's fields without the events.</param>
/// <param name="Events">The events, in time order.</param>
/// <param name="GuestNs">Their guest_ns, as in <see cref="KvmEventBuffer.GuestNs"/>. Empty: none has one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VmBatch(KvmHvEventBatch Header, ReadOnlyMemory<KvmEvent> Events, ReadOnlyMemory<long> GuestNs = default);
