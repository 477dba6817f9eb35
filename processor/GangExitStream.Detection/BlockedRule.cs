using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GangExitStream.Detection;

/// <summary>
/// How long a vcore whose threads are forced out is blocked: kvmppc_vcore_blocked from Enter to Exit. The event is optional and recorded for reports only,
/// so these times are not part of a snapshot. docs/semantics.md, "What gang exits cost".
/// </summary>
internal static class BlockedRule
{
    /// <summary>A Blocked or an Unblocked of the VM.</summary>
    public static void Take(VmState vm, in KvmEvent e)
    {
        if (vm.Vcpus.OutCount == 0 || !VcpuTable.IsKnown(e.Vcpu))
            return;
        ref var block = ref vm.Vcpus.Find(e.Vcpu);
        if (Unsafe.IsNullRef(ref block))
            return;
        var times = vm.Blocked ??= new BlockedTimes();
        for (var vcpus = block.Out & VcpuBlock.Mask(e.Vcpu, vm.Stride.Value); vcpus != 0; vcpus &= vcpus - 1)
        {
            var vcpu = block.Slots[BitOperations.TrailingZeroCount(vcpus)].Vcpu;
            if (e.Kind == KvmEventKind.Blocked)
                times.Begin(vcpu, e.TimeNs);
            else
                times.End(vcpu, e.TimeNs);
        }
    }
}

/// <summary>Of a VM's vcpus whose gang exit's forced threads are out, the time that their vcore was blocked since then. At most <see cref="VcpuTable.MaxVcpu"/>.</summary>
internal sealed class BlockedTimes
{
    private readonly Dictionary<int, Time> _times = [];

    /// <summary>The vcore is blocked from now on, unless it is already.</summary>
    public void Begin(int vcpu, long timeNs)
    {
        ref var time = ref CollectionsMarshal.GetValueRefOrAddDefault(_times, vcpu, out _);
        time = time.IsOpen ? time : new Time(true, timeNs, time.SumNs);
    }

    /// <summary>It is not blocked any more; returns the sum so far.</summary>
    public long End(int vcpu, long timeNs)
    {
        ref var time = ref CollectionsMarshal.GetValueRefOrNullRef(_times, vcpu);
        if (Unsafe.IsNullRef(ref time))
            return 0;
        time = new Time(false, 0, time.SumNs + (time.IsOpen ? ThreadTime.Between(time.SinceNs, timeNs) : 0));
        return time.SumNs;
    }

    /// <summary>These vcpus' threads are back, or it is unknown when they are.</summary>
    public void Forget(in VcpuBlock block, int vcpus)
    {
        if (_times.Count == 0)
            return;
        for (; vcpus != 0; vcpus &= vcpus - 1)
            _times.Remove(block.Slots[BitOperations.TrailingZeroCount(vcpus)].Vcpu);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Time(bool IsOpen, long SinceNs, long SumNs);
}
