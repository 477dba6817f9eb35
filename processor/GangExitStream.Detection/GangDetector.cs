using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>
/// Finds the gang exits of one VM: takes its state and an event, changes the state and reports runs to a sink. Pure: no clock, no I/O.
/// <see cref="TraceDetector"/> handles a source with all its VMs.
/// </summary>
public static class GangDetector
{
    /// <summary>Processes the next events of the VM, in time order.</summary>
    public static void Process<TSink>(VmState vm, ReadOnlySpan<KvmEvent> events, ref TSink sink)
        where TSink : struct, IRunSink
    {
        foreach (ref readonly var e in events)
            Step(vm, e, ref sink);
    }

    /// <summary>Processes the next event of the VM.</summary>
    public static void Step<TSink>(VmState vm, in KvmEvent e, ref TSink sink)
        where TSink : struct, IRunSink
    {
        switch (e.Kind)
        {
            case KvmEventKind.GuestExit:
                GuestExitOfOne(vm, e);
                break;
            case KvmEventKind.Enter:
                Enter(vm, ref vm.Find(e.Tid), e, ref sink);
                break;
            case KvmEventKind.Exit:
                Exit(vm, ref vm.Find(e.Tid), e, ref sink);
                break;
            case KvmEventKind.Lost:
                Lost(vm, e);
                break;
            case KvmEventKind.Blocked or KvmEventKind.Unblocked:
                BlockedRule.Take(vm, e);
                break;
        }
    }

    /// <summary>Opens a run. Returns the runner, which is added if the reference is null.</summary>
    internal static ref RunnerState Enter<TSink>(VmState vm, ref RunnerState runner, in KvmEvent e, ref TSink sink)
        where TSink : struct, IRunSink
    {
        vm.HasRunCore = vm.HasEntered = true;
        CostRule.Entered(vm, e, ref sink);
        vm.CedesPerTgid = 0;
        if (Unsafe.IsNullRef(ref runner))
            runner = ref vm.Add(e.Tid);
        if (runner.Open)
            vm.Counters.UnfinishedRuns++;
        else
            vm.OpenRuns++;
        Open(ref runner, e);
        return ref runner;
    }

    /// <summary>Adds a guest exit of a VM that is processed alone: the script's cede count then needs no other VM's threads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void GuestExitOfOne(VmState vm, in KvmEvent e)
    {
        ref var runner = ref vm.Find(e.Tid);
        vm.CedesPerTgid += Unsafe.IsNullRef(ref runner) ? 0 : e.Ceded;
        GuestExit(vm, ref runner, e);
    }

    /// <summary>Adds a guest exit to its thread's run; the reference is null if the thread is no runner of the VM.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void GuestExit(VmState vm, ref RunnerState runner, in KvmEvent e)
    {
        if (!Unsafe.IsNullRef(ref runner) && runner.Open)
            Count(ref runner, e, vm.VcoreMask);
        else
            vm.Counters.OrphanExits++;
    }

    /// <summary>Closes a run and reports it to the sink; the reference is null if the thread is no runner of the VM.</summary>
    internal static void Exit<TSink>(VmState vm, ref RunnerState runner, in KvmEvent e, ref TSink sink)
        where TSink : struct, IRunSink
    {
        vm.HasRunCore = true;
        if (Unsafe.IsNullRef(ref runner) || !runner.Open)
        {
            vm.Counters.OrphanExits++;
            sink.OnRun(Orphan(vm, e));
            return;
        }
        runner.Open = false;
        vm.OpenRuns--;
        var run = Closed(vm, runner, e);
        runner.FirstExitNs = 0;
        CostRule.Closed(vm, run);
        sink.OnRun(run);
    }

    /// <summary>Marks the open runs that a loss may have touched.</summary>
    internal static void Lost(VmState vm, in KvmEvent e)
    {
        vm.Counters.Lost += e.LostCount;
        CostRule.Forget(vm);
        if (vm.OpenRuns == 0)
            return;
        foreach (ref var runner in vm.MutableRunners)
            runner.Uncertain |= runner.Open && (e.Cpu == KvmEvent.Unknown || e.Cpu == runner.Cpu);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Open(ref RunnerState runner, in KvmEvent e) => runner = new RunnerState
    {
        Tid = e.Tid,
        Open = true,
        EnterNs = e.TimeNs,
        FirstExitNs = long.MinValue,
        Cpu = e.Cpu,
        RunnerVcpu = e.Vcpu,
        NRunnable = e.NRunnable,
        TriggerTrap = RunnerState.NoTrap,
        TriggerVcpu = KvmEvent.Unknown,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count(ref RunnerState runner, in KvmEvent e, int vcoreMask)
    {
        runner.Cpu = e.Cpu;
        var isFirst = (runner.GuestExits - 1L) >> 63; // all bits or none: a branch would be mispredicted, since runs interleave
        runner.FirstExitNs = (e.TimeNs & isFirst) | (runner.FirstExitNs & ~isFirst);
        runner.GuestExits++;
        runner.Ceded = Sum(runner.Ceded, e.Ceded);
        if (IsForeign(e.Vcpu, runner.RunnerVcpu, vcoreMask))
        {
            runner.ForeignExits++;
            runner.ForeignCeded = Sum(runner.ForeignCeded, e.Ceded);
        }
        else
        {
            TriggerRule.Update(ref runner, e.Trap, e.Vcpu, e.Ceded);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ClosedRun Closed(VmState vm, in RunnerState run, in KvmEvent e) => new()
    {
        Tgid = vm.Tgid,
        RunnerTid = e.Tid,
        RunnerVcpu = e.Vcpu,
        Cpu = e.Cpu,
        NRunnable = e.NRunnable,
        NRunnableAtEnter = run.NRunnable,
        GuestExits = run.GuestExits,
        Ceded = run.Ceded,
        EnterNs = run.EnterNs,
        FirstExitNs = run.FirstExitNs,
        ExitNs = e.TimeNs,
        HasEnter = true,
        GangExit = GangRule.IsGangExit(e.NRunnable, run.Ceded),
        GangExitPerTgid = vm.HasEntered && GangRule.IsGangExit(e.NRunnable, vm.CedesPerTgid),
        CedesPerTgid = vm.CedesPerTgid,
        Uncertain = run.Uncertain,
        TriggerTrap = run.TriggerTrap,
        TriggerVcpu = run.TriggerVcpu,
        ForeignExits = run.ForeignExits,
        ForeignCeded = run.ForeignCeded,
    };

    private static ClosedRun Orphan(VmState vm, in KvmEvent e) => new()
    {
        Tgid = vm.Tgid,
        RunnerTid = e.Tid,
        RunnerVcpu = e.Vcpu,
        Cpu = e.Cpu,
        NRunnable = e.NRunnable,
        EnterNs = e.TimeNs,
        FirstExitNs = long.MinValue,
        ExitNs = e.TimeNs,
        GangExitPerTgid = vm.HasEntered && GangRule.IsGangExit(e.NRunnable, vm.CedesPerTgid),
        CedesPerTgid = vm.CedesPerTgid,
        TriggerTrap = RunnerState.NoTrap,
        TriggerVcpu = KvmEvent.Unknown,
    };

    // By the largest stride that the runs allow, so that no vcpu of the vcore counts as foreign. Strides are powers of two.
    private static bool IsForeign(int vcpu, int runnerVcpu, int vcoreMask) =>
        (vcpu | runnerVcpu) >= 0 && ((vcpu ^ runnerVcpu) & vcoreMask) != 0;

    // The sum of a forged trace may exceed an int.
    private static int Sum(int ceded, byte more) => (int)Math.Min((long)ceded + more, int.MaxValue);
}
