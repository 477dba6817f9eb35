using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>What a partition's own record says: how many VMs its state has, and the input offset that it stands at, of which topic.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PartitionMark(long Vms, long NextOffset, string Input = "");

/// <summary>
/// Replays a changelog epoch by epoch; each ends with the partition's own record. The last one is left out where the group's offset
/// stands where the one before it ended: its transaction is complete here, and was aborted there. No broker may do that, but Kafka
/// 4.3.1 does: restarted after a SIGKILL it can commit, as a coordinator that it isn't any more, what the next one aborts
/// (docs/chaos.md). Taken as it is, the input would come again and be dropped as known, and the outputs that were aborted with the
/// offset would be lost.
/// </summary>
internal sealed class ChangelogReplay<T>(long? committed, Action<T> apply)
{
    private readonly List<T> _held = []; // behind the epoch that ended where the group stands
    private PartitionMark? _before;
    private PartitionMark? _last;

    private bool IsLastInDoubt => committed is { } offset && _before?.NextOffset == offset && _last?.NextOffset > offset;

    /// <summary>A record of a VM.</summary>
    public void Add(T record)
    {
        if (IsLastInDoubt)
            Settle(); // it wasn't the last
        if (committed is { } offset && _last?.NextOffset == offset)
            _held.Add(record);
        else
            apply(record);
    }

    /// <summary>The partition's own record.</summary>
    public void EndEpoch(PartitionMark mark)
    {
        if (IsLastInDoubt)
            Settle();
        (_before, _last) = (_last, mark);
        if (!IsLastInDoubt)
            Settle();
    }

    /// <summary>The end is reached: what the state stands at, and the offset of an epoch that was left out.</summary>
    public (PartitionMark? Mark, long? LeftOut) Complete()
    {
        if (IsLastInDoubt)
            return (_before, _last!.Value.NextOffset);
        Settle();
        return (_last, null);
    }

    private void Settle()
    {
        _held.ForEach(apply);
        _held.Clear();
        _before = null;
    }
}
