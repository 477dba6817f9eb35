using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace GangExitStream.Traces.Ordering.ByVm;

/// <summary>Maps thread ids to VMs. When an id appears in two VMs, the order between these matters, and <see cref="CanSeparate"/> becomes false for good.</summary>
internal sealed class VmOfThread
{
    /// <summary>The VMs of a large host have a few thousand threads. This bounds the memory that a forged trace can use.</summary>
    private const int MaxThreads = 1 << 18;

    private const int RecentBits = 12;

    private readonly Dictionary<int, VmPart> _byThread = [];
    private readonly Dictionary<int, VmPart> _byTgid = [];
    private readonly (int Tid, VmPart? Vm)[] _recent = new (int, VmPart?)[1 << RecentBits]; // by the last bits of the tid: the threads of a VM have neighbouring ids

    /// <summary>Every thread so far belongs to one VM, and is remembered.</summary>
    public bool CanSeparate { get; private set; } = true;

    /// <summary>Number of VMs so far.</summary>
    public int Vms => _byTgid.Count;

    /// <summary>Finds the VM of an event; false if its thread is new or belonged to another VM before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(in PendingEvent e, [MaybeNullWhen(false)] out VmPart vm)
    {
        ref readonly var recent = ref _recent[e.Tid & ((1 << RecentBits) - 1)];
        vm = recent.Vm;
        if (recent.Tid == e.Tid && vm is not null && vm.Tgid == e.Tgid)
            return true;
        return TryFindElsewhere(e, out vm);
    }

    /// <summary>The end of the events of one thread and VM that begin at a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int EndOfThread(ReadOnlySpan<PendingEvent> events, int at)
    {
        var (tid, tgid) = (events[at].Tid, events[at].Tgid);
        while (++at < events.Length && events[at].Tid == tid && events[at].Tgid == tgid)
        {
        }
        return at;
    }

    /// <summary>Whether the event is of a thread of that VM that was found not long ago. Changes nothing.</summary>
    public bool IsRecent(in PendingEvent e, VmPart vm)
    {
        ref readonly var recent = ref _recent[e.Tid & ((1 << RecentBits) - 1)];
        return recent.Tid == e.Tid && recent.Vm == vm && vm.Tgid == e.Tgid;
    }

    private bool TryFindElsewhere(in PendingEvent e, [MaybeNullWhen(false)] out VmPart vm)
    {
        if (_byThread.TryGetValue(e.Tid, out vm))
        {
            CanSeparate &= vm.Tgid == e.Tgid;
            _recent[e.Tid & ((1 << RecentBits) - 1)] = (e.Tid, vm);
            return CanSeparate;
        }
        Learn(e);
        return false;
    }

    private void Learn(in PendingEvent e)
    {
        if (e.Kind >= KvmEventKind.Lost) // belongs to no thread
            return;
        CanSeparate &= _byThread.Count < MaxThreads && e.Tid != KvmEvent.Unknown && e.Tgid != KvmEvent.Unknown;
        if (!CanSeparate)
            return;
        if (!_byTgid.TryGetValue(e.Tgid, out var vm))
            _byTgid.Add(e.Tgid, vm = new VmPart(e.Tgid));
        _byThread.Add(e.Tid, vm);
    }
}
