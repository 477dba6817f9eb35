using System.Runtime.InteropServices;
using GangExitStream.Traces.Ordering.Runs;

namespace GangExitStream.Traces.Ordering.ByVm;

/// <summary>Consecutive events of one VM in a stretch, up to a place in its block; without a VM: events whose order between VMs matters.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct VmSegment(int Stretch, int End, VmPart? Vm)
{
    public static VmSegment None => new(-1, 0, null);

    /// <summary>Whether the order of the two segments' events does not matter.</summary>
    public bool IsOfOtherVm(in VmSegment other) => Vm is not null && other.Vm is not null && Vm != other.Vm;

    /// <summary>
    /// The segment that begins at a place of the stretch; empty if its first event is after the limit. The order matters of all events of a block with
    /// losses or optional events, of a thread that is new or was another VM's, and of a VM's up to its first Enter.
    /// </summary>
    public static VmSegment Of(in Stretch stretch, int index, int start, long limit, VmOfThread threads)
    {
        var events = stretch.Block.Events[start..stretch.End];
        events = events[..Runs.Stretch.CountUpTo(events, limit)];
        if (events.IsEmpty || stretch.Block.HasOthers || !threads.CanSeparate)
            return new VmSegment(index, start + events.Length, null);
        var end = VmOfThread.EndOfThread(events, 0);
        if (!threads.TryFind(events[0], out var vm) || MayEnterFirst(vm, events[..end]))
            return new VmSegment(index, start + end, null);
        while (end < events.Length && threads.IsRecent(events[end], vm))
            end = VmOfThread.EndOfThread(events, end);
        return new VmSegment(index, start + end, vm);
    }

    private static bool MayEnterFirst(VmPart vm, ReadOnlySpan<PendingEvent> events)
    {
        if (vm.HasEntered)
            return false;
        vm.NoteEnters(events);
        return true;
    }
}
