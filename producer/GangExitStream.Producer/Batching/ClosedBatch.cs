using System.Runtime.InteropServices;

namespace GangExitStream.Producer.Batching;

/// <summary>A batch that waits to be taken. It gets its sequence number only then, because it may still be dropped.</summary>
/// <param name="Vm">The VM of its events.</param>
/// <param name="Array">Its events; null when it has only the end-of-source mark.</param>
/// <param name="Count">Number of events.</param>
/// <param name="EndOfSource">It is the VM's last batch.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClosedBatch(VmBatchState Vm, BatchArray? Array, int Count, bool EndOfSource)
{
    public ReadOnlySpan<KvmEvent> Events => Array is null ? default : Array.Events.AsSpan(1, Count);
}
