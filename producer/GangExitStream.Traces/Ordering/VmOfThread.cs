using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace GangExitStream.Traces.Ordering;

/// <summary>Which VM each thread is of. As soon as a thread is of two, nothing can be said of the order between those.</summary>
internal sealed class VmOfThread
{
    /// <summary>A large host's VMs have some thousand; more are forged.</summary>
    private const int MaxThreads = 1 << 18;

    private const int RecentBits = 12;

    private readonly Dictionary<int, VmPart> _byThread = [];
    private readonly Dictionary<int, VmPart> _byTgid = [];
    private readonly (int Tid, VmPart? Vm)[] _recent = new (int, VmPart?)[1 << RecentBits]; // by the tid's last bits: a VM's threads have neighbouring numbers

    /// <summary>Each thread has been of one VM so far, and each is remembered.</summary>
    public bool AreTold { get; private set; } = true;

    /// <summary>VMs that have been seen.</summary>
    public int Vms => _byTgid.Count;

    /// <summary>The VM of an event; false where its thread is seen for the first time, or has been of another VM.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(in KvmEvent e, [MaybeNullWhen(false)] out VmPart vm)
    {
        ref readonly var recent = ref _recent[e.Tid & ((1 << RecentBits) - 1)];
        vm = recent.Vm;
        if (recent.Tid == e.Tid && vm is not null && vm.Tgid == e.Tgid)
            return true;
        return TryFindElsewhere(e, out vm);
    }

    private bool TryFindElsewhere(in KvmEvent e, [MaybeNullWhen(false)] out VmPart vm)
    {
        if (_byThread.TryGetValue(e.Tid, out vm))
        {
            AreTold &= vm.Tgid == e.Tgid;
            _recent[e.Tid & ((1 << RecentBits) - 1)] = (e.Tid, vm);
            return AreTold;
        }
        Learn(e);
        return false;
    }

    private void Learn(in KvmEvent e)
    {
        if (e.Kind >= KvmEventKind.Lost) // of no thread
            return;
        AreTold &= _byThread.Count < MaxThreads && e.Tid != KvmEvent.Unknown && e.Tgid != KvmEvent.Unknown;
        if (!AreTold)
            return;
        if (!_byTgid.TryGetValue(e.Tgid, out var vm))
            _byTgid.Add(e.Tgid, vm = new VmPart(e.Tgid));
        _byThread.Add(e.Tid, vm);
    }
}
