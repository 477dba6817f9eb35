using System.Runtime.InteropServices;

namespace GangExitStream.Producer.Batching;

/// <summary>A batch that waits to be taken: without its sequence number yet, since it may still be dropped.</summary>
/// <param name="Vm">Whose it is.</param>
/// <param name="Array">Its events, from index 1 on; null for a bare end-of-source mark.</param>
/// <param name="Count">How many.</param>
/// <param name="EndOfSource">Nothing of the VM follows.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClosedBatch(VmBatchState Vm, KvmEvent[]? Array, int Count, bool EndOfSource)
{
    public ReadOnlySpan<KvmEvent> Events => Array is null ? default : Array.AsSpan(1, Count);
}
