using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GangExitStream.Detection;

/// <summary>
/// The detector of a source with all its VMs, and the map from thread to VM that the original script shares between them.
/// </summary>
/// <param name="vcoreStride">Vcpu ids per vcore of every VM: 1, 2, 4 or 8; null: inferred for each VM.</param>
public sealed class TraceDetector(int? vcoreStride = null)
{
    /// <summary>Maximum VMs of a source: bounds memory on forged traces. See <see cref="RefusedRunCores"/>.</summary>
    public const int MaxVms = 65_536;

    /// <summary>Maximum runner threads whose VM is kept for the original script's rule.</summary>
    public const int MaxTids = 1 << 20;

    private const int RecentCpus = 64;

    private readonly Dictionary<int, VmState> _vms = [];
    private readonly List<VmState> _entered = [];
    private readonly Dictionary<int, VmState> _firstVmOfTid = []; // the script's pid_tgid: the first VM of a thread stays
    private bool _tidsAreShared; // while false, a thread that is a runner of the VM needs no lookup in the map
    private readonly RecentVms<VmState> _recent = new();
    private readonly RecentRunner[] _recentOfCpu = new RecentRunner[RecentCpus];

    /// <summary>VMs with a run_core: those with an Enter, in the order of the first one, then those with Exits only.</summary>
    public IReadOnlyCollection<VmState> Vms => [.. _entered, .. _vms.Values.Where(static vm => vm.HasRunCore && !vm.HasEntered)];

    /// <summary>Every process with an event, with or without a run_core.</summary>
    public IReadOnlyCollection<VmState> Seen => _vms.Values;

    /// <summary>Guest exits that were left out because the trace has more than <see cref="MaxVms"/> processes.</summary>
    public long RefusedExits { get; private set; }

    /// <summary>Guest exits of processes without any run_core, or of an unknown process. Those of a VM with run_cores are in its tally, as orphans.</summary>
    public long UnattributedExits => RefusedExits + _vms.Values.Where(static vm => !vm.HasRunCore).Sum(static vm => vm.Tally.OrphanExits);

    /// <summary>Enters and Exits that were left out because the trace has more than <see cref="MaxVms"/> processes.</summary>
    public long RefusedRunCores { get; private set; }

    /// <summary>There was a kvmppc_vcore_blocked, which is optional.</summary>
    public bool HasBlocked { get; private set; }

    /// <summary>Processes the next events of the source, in time order. Ignores kvm_guest_enter and kvm_hcall_enter.</summary>
    public void Process<TSink>(ReadOnlySpan<KvmEvent> events, ref TSink sink)
        where TSink : struct, IRunSink
    {
        for (var at = 0; at < events.Length;)
        {
            ref readonly var e = ref events[at];
            ref var recent = ref _recentOfCpu[e.Cpu & (RecentCpus - 1)];
            if (e.Kind >= KvmEventKind.Lost)
                Other(events[at++]);
            else if (VmOf(e, ref recent) is { } vm)
                at += OfThread(vm, ref recent.Place, events[at..], ref sink);
            else
                Refuse(events[at++]);
        }
    }

    /// <summary>Ends the source: open runs are counted as unfinished.</summary>
    public void Finish()
    {
        foreach (var vm in _vms.Values)
            vm.Finish();
    }

    /// <summary>Processes the first event and those that follow of the same thread and VM; returns how many.</summary>
    private int OfThread<TSink>(VmState vm, ref int place, ReadOnlySpan<KvmEvent> events, ref TSink sink)
        where TSink : struct, IRunSink
    {
        ref readonly var e = ref MemoryMarshal.GetReference(events);
        var (tid, tgid, left) = (e.Tid, e.Tgid, events.Length);
        ref var runner = ref vm.Find(tid, ref place);
        var cedes = CedesOf(tid, vm, isRunner: !Unsafe.IsNullRef(ref runner));
        do
        {
            if (e.Kind == KvmEventKind.GuestExit)
            {
                cedes?.CedesPerTgid += e.Ceded;
                GangDetector.GuestExit(vm, ref runner, e);
            }
            else if (e.Kind == KvmEventKind.Exit)
            {
                GangDetector.Exit(vm, ref runner, e, ref sink);
            }
            else if (e.Kind == KvmEventKind.Enter)
            {
                runner = ref Enter(vm, ref runner, e, ref sink);
                cedes = CedesOf(tid, vm, isRunner: true);
            }
            else
            {
                break;
            }
            e = ref Unsafe.Add(ref Unsafe.AsRef(in e), 1);
        }
        while (--left > 0 && e.Tid == tid && e.Tgid == tgid);
        return events.Length - left;
    }

    /// <summary>The VM whose cedes, by the script's rule, those of the thread are; null: none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private VmState? CedesOf(int tid, VmState vm, bool isRunner) => isRunner && !_tidsAreShared ? vm : _firstVmOfTid.GetValueOrDefault(tid); // the script looks up the thread only, which may have been another VM's before

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref RunnerState Enter<TSink>(VmState vm, ref RunnerState runner, in KvmEvent e, ref TSink sink)
        where TSink : struct, IRunSink
    {
        if (!vm.HasEntered)
            _entered.Add(vm);
        var isNew = Unsafe.IsNullRef(ref runner);
        runner = ref GangDetector.Enter(vm, ref runner, e, ref sink);
        if (isNew)
            Learn(e.Tid, vm);
        return ref runner;
    }

    private void Learn(int tid, VmState vm)
    {
        if (_firstVmOfTid.Count < MaxTids)
            _firstVmOfTid.TryAdd(tid, vm);
        _tidsAreShared |= !_firstVmOfTid.TryGetValue(tid, out var first) || first != vm;
    }

    private void Other(in KvmEvent e)
    {
        if (e.Kind == KvmEventKind.Lost)
            Lost(e);
        else if (e.Kind is KvmEventKind.Blocked or KvmEventKind.Unblocked)
            Blocked(e);
    }

    private void Blocked(in KvmEvent e)
    {
        HasBlocked = true;
        if (_vms.TryGetValue(e.Tgid, out var vm))
            BlockedRule.Take(vm, e);
    }

    private void Lost(in KvmEvent e)
    {
        foreach (var vm in _vms.Values)
            GangDetector.Lost(vm, e);
    }

    private void Refuse(in KvmEvent e)
    {
        if (e.Kind == KvmEventKind.GuestExit)
            RefusedExits++;
        else if (e.Kind <= KvmEventKind.Exit)
            RefusedRunCores++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private VmState? VmOf(in KvmEvent e, ref RecentRunner recent)
    {
        if (recent.Vm is { } vm && vm.Tgid == e.Tgid)
            return vm;
        return recent.Vm = VmOf(e.Tgid);
    }

    private VmState? VmOf(int tgid)
    {
        ref var recent = ref _recent.Slot(tgid);
        if (recent is { } vm && vm.Tgid == tgid)
            return vm;
        return recent = Find(tgid);
    }

    private VmState? Find(int tgid)
    {
        if (!_vms.TryGetValue(tgid, out var vm) && _vms.Count < MaxVms)
            _vms.Add(tgid, vm = new VmState(tgid, vcoreStride));
        return vm;
    }

    /// <summary>What a CPU's last event was of. A CPU stays with a runner for many events, while those of several CPUs take turns.</summary>
    private struct RecentRunner
    {
        public VmState? Vm;
        public int Place; // of the runner in the VM's table
    }
}
