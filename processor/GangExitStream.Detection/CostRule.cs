using System.Numerics;
using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>
/// The cost of a gang exit: its forced threads are out of the guest from the run's first guest exit to the next Enter of the same vcore.
/// The VM's stride, which gives the vcore's vcpus, is inferred here as well. docs/semantics.md, "What gang exits cost".
/// </summary>
internal static class CostRule
{
    /// <summary>Handles the end of a run. After a gang exit its forced threads are out of the guest.</summary>
    public static void Closed(VmState vm, in ClosedRun run)
    {
        if (!VcpuTable.IsKnown(run.RunnerVcpu))
        {
            vm.Counters.ForcedOutUntold += run.GangExit ? 1 : 0;
            return;
        }
        ref var block = ref vm.Vcpus.FindOrAdd(run.RunnerVcpu);
        Infer(vm, ref block, run);
        ref var slot = ref block.Slots[run.RunnerVcpu & (VcpuBlock.Size - 1)];
        (slot.Vcpu, slot.ExitNs) = (run.RunnerVcpu, run.ExitNs);
        block.LastExitNs = Math.Max(block.LastExitNs, run.ExitNs);
        block.Seen |= VcpuBlock.Bit(run.RunnerVcpu);
        if (run.GangExit)
            Out(vm, ref block, ref slot, run);
    }

    /// <summary>Handles an Enter of a vcore: its threads that were forced out are in the guest again.</summary>
    public static void Entered<TSink>(VmState vm, in KvmEvent e, ref TSink sink)
        where TSink : struct, IRunSink
    {
        if (vm.Vcpus.OutCount == 0 || !VcpuTable.IsKnown(e.Vcpu))
            return;
        ref var block = ref vm.Vcpus.Find(e.Vcpu);
        if (Unsafe.IsNullRef(ref block))
            return;
        var back = block.Out & VcpuBlock.Mask(e.Vcpu, vm.Stride.Value);
        if (back == 0)
            return;
        var cost = Cost(vm, block.Slots[Latest(block, back)], e);
        Clear(vm, ref block, back);
        vm.Counters.ForcedOutNs = ThreadTime.Add(vm.Counters.ForcedOutNs, cost.ThreadNs);
        vm.Counters.ForcedOutUntold += BitOperations.PopCount((uint)back) - 1;
        sink.OnForcedOut(cost);
    }

    /// <summary>Gives up on all pending costs: a loss may hide the next Enters, or the source ended.</summary>
    public static void Forget(VmState vm)
    {
        vm.Counters.ForcedOutUntold += vm.Vcpus.OutCount;
        foreach (ref var block in vm.Vcpus.Blocks)
            Clear(vm, ref block, block.Out);
    }

    // Without a first guest exit, or when the clock went backwards, the time at which the guest was left is not known.
    private static void Out(VmState vm, ref VcpuBlock block, ref VcpuState slot, in ClosedRun run)
    {
        Supersede(vm, ref block, run.RunnerVcpu);
        if (run.Uncertain || !run.HasFirstExit)
        {
            vm.Counters.ForcedOutUntold++;
            return;
        }
        (slot.Forced, slot.OutSinceNs, slot.Trap) = (run.Forced, run.FirstExitNs, run.TriggerTrap);
        block.Out |= VcpuBlock.Bit(run.RunnerVcpu);
        vm.Vcpus.OutCount++;
    }

    /// <summary>A vcore has one pending gang exit. An older one remains when its Enter was looked up under a stride that was too small.</summary>
    private static void Supersede(VmState vm, ref VcpuBlock block, int vcpu)
    {
        var older = block.Out & VcpuBlock.Mask(vcpu, vm.Stride.Value);
        if (older == 0)
            return;
        vm.Counters.ForcedOutUntold += BitOperations.PopCount((uint)older);
        Clear(vm, ref block, older);
    }

    private static void Clear(VmState vm, ref VcpuBlock block, int vcpus)
    {
        block.Out &= (byte)~vcpus;
        for (; vcpus != 0; vcpus &= vcpus - 1, vm.Vcpus.OutCount--)
        {
            ref var slot = ref block.Slots[BitOperations.TrailingZeroCount(vcpus)];
            (slot.Forced, slot.OutSinceNs, slot.Trap) = (0, 0, 0);
        }
    }

    private static int Latest(in VcpuBlock block, int vcpus)
    {
        var latest = BitOperations.TrailingZeroCount(vcpus);
        for (vcpus &= vcpus - 1; vcpus != 0; vcpus &= vcpus - 1)
        {
            var other = BitOperations.TrailingZeroCount(vcpus);
            latest = block.Slots[other].OutSinceNs > block.Slots[latest].OutSinceNs ? other : latest;
        }
        return latest;
    }

    private static ForcedOut Cost(VmState vm, in VcpuState slot, in KvmEvent enter) => new()
    {
        Tgid = vm.Tgid,
        RunnerVcpu = slot.Vcpu,
        Forced = slot.Forced,
        TriggerTrap = slot.Trap,
        SinceNs = slot.OutSinceNs,
        UntilNs = enter.TimeNs,
    };

    private static void Infer(VmState vm, ref VcpuBlock block, in ClosedRun run)
    {
        if (vm.HasGivenStride || run.Uncertain)
            return;
        var stride = vm.Stride.With(run);
        if (block.LastExitNs > run.EnterNs) // otherwise no other run of the block overlaps
            stride = WithOverlaps(stride, block, run);
        if (stride != vm.Stride)
            vm.Stride = stride;
    }

    private static VcoreStride WithOverlaps(VcoreStride stride, in VcpuBlock block, in ClosedRun run)
    {
        var others = block.Seen & VcpuBlock.Mask(run.RunnerVcpu, stride.Most) & ~VcpuBlock.Bit(run.RunnerVcpu);
        for (; others != 0; others &= others - 1)
        {
            var other = BitOperations.TrailingZeroCount(others);
            if (block.Slots[other].ExitNs > run.EnterNs)
                stride = stride.WithOverlap(run.RunnerVcpu & (VcpuBlock.Size - 1), other);
        }
        return stride;
    }
}
