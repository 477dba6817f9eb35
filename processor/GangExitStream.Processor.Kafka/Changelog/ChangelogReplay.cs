using System.Runtime.InteropServices;

namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>The contents of a partition's own record, which ends each epoch in the changelog.</summary>
/// <param name="Vms">Number of VMs in the partition's state.</param>
/// <param name="NextOffset">The input offset of the state.</param>
/// <param name="Input">Id of the input topic; empty: not known.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PartitionMark(long Vms, long NextOffset, string Input = "");

/// <summary>
/// Replays a changelog epoch by epoch; each ends with the partition's own record. The last epoch is left out if the group's offset is
/// still that of the epoch before: its transaction was committed in the changelog and aborted for the group. Kafka 4.3.1 can do that:
/// a broker restarted after a SIGKILL may commit as a former coordinator what the next coordinator aborts (docs/chaos.md). If the
/// epoch were applied, its input would be read again and dropped as known, and the outputs aborted with the offset would be lost.
/// </summary>
internal sealed class ChangelogReplay<T>(long? committed, Action<T> apply)
{
    private readonly List<T> _held = []; // records after the epoch that ended at the group's offset
    private PartitionMark? _before;
    private PartitionMark? _last;

    private bool IsLastInDoubt => committed is { } offset && _before?.NextOffset == offset && _last?.NextOffset > offset;

    /// <summary>Adds a record of a VM.</summary>
    public void Add(T record)
    {
        if (IsLastInDoubt)
            Settle(); // another epoch follows
        if (committed is { } offset && _last?.NextOffset == offset)
            _held.Add(record);
        else
            apply(record);
    }

    /// <summary>Ends an epoch: adds the partition's own record.</summary>
    public void EndEpoch(PartitionMark mark)
    {
        if (IsLastInDoubt)
            Settle();
        (_before, _last) = (_last, mark);
        if (!IsLastInDoubt)
            Settle();
    }

    /// <summary>Ends the replay. Returns the mark of the last epoch applied, and the input offset of an epoch that was left out.</summary>
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
