using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>
/// The detector of a whole source: every VM in it, and the map from thread to VM that the original script keeps over all of
/// them.
/// </summary>
/// <param name="vcoreStride">Vcpu ids a vcore, of every VM; null: inferred for each.</param>
public sealed class TraceDetector(int? vcoreStride = null)
{
    /// <summary>Most VMs of a source; a forged trace with more must not cost memory. See <see cref="RefusedRunCores"/>.</summary>
    public const int MaxVms = 65_536;

    /// <summary>Most runner threads whose VM is remembered for the original script's rule.</summary>
    public const int MaxTids = 1 << 20;

    private const int RecentCpus = 64;

    private readonly Dictionary<int, VmState> _vms = [];
    private readonly List<VmState> _entered = [];
    private readonly Dictionary<int, VmState> _firstVmOfTid = []; // the script's pid_tgid: the first VM keeps the thread
    private bool _tidsAreShared; // Until then a thread that is one of the VM's runners needs no look into the map.
    private readonly RecentVms<VmState> _recent = new();
    private readonly RecentRunner[] _recentOfCpu = new RecentRunner[RecentCpus];

    /// <summary>VMs that had a run_core: those with an Enter in the order of their first one, then those that only had Exits.</summary>
    public IReadOnlyCollection<VmState> Vms => [.. _entered, .. _vms.Values.Where(static vm => vm.HasRunCore && !vm.HasEntered)];

    /// <summary>Every process that had an event, with a run_core or without.</summary>
    public IReadOnlyCollection<VmState> Seen => _vms.Values;

    /// <summary>Guest exits that were left out because the trace has more than <see cref="MaxVms"/> processes.</summary>
    public long RefusedExits { get; private set; }

    /// <summary>Guest exits of processes that never had a run_core, or that the trace doesn't tell. A VM's own are its orphans.</summary>
    public long UnattributedExits => RefusedExits + _vms.Values.Where(static vm => !vm.HasRunCore).Sum(static vm => vm.Tally.OrphanExits);

    /// <summary>Enters and Exits that were left out because the trace has more than <see cref="MaxVms"/> processes.</summary>
    public long RefusedRunCores { get; private set; }

    /// <summary>Takes the next events of the source, in time order. kvm_guest_enter and kvm_hcall_enter are ignored.</summary>
    public void Process<TSink>(ReadOnlySpan<KvmEvent> events, ref TSink sink)
        where TSink : struct, IRunSink
    {
        for (var at = 0; at < events.Length;)
        {
            ref readonly var e = ref events[at];
            var taken = 1;
            ref var recent = ref _recentOfCpu[e.Cpu & (RecentCpus - 1)];
            if (e.Kind >= KvmEventKind.Lost)
                Other(e);
            else if (VmOf(e, ref recent) is not { } vm)
                Refuse(e);
            else if (e.Kind == KvmEventKind.GuestExit)
                GuestExits(vm, events.Slice(at, taken = CountOfRun(events, at)), ref recent.Place);
            else if (e.Kind == KvmEventKind.Enter)
                Enter(vm, e, ref sink);
            else
                GangDetector.Exit(vm, e, ref sink);
            at += taken;
        }
    }

    /// <summary>The source ended: runs still open are counted as unfinished.</summary>
    public void Finish()
    {
        foreach (var vm in _vms.Values)
            vm.Finish();
    }

    /// <summary>How many guest exits of one runner come in a row, from that place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountOfRun(ReadOnlySpan<KvmEvent> events, int at)
    {
        ref readonly var first = ref events[at];
        var next = at + 1;
        while (next < events.Length && events[next].Kind == KvmEventKind.GuestExit && events[next].Tid == first.Tid && events[next].Tgid == first.Tgid)
            next++;
        return next - at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void GuestExits(VmState vm, ReadOnlySpan<KvmEvent> ofOneRunner, ref int place)
    {
        if (GangDetector.GuestExits(vm, ofOneRunner, ref place, out var ceded) && !_tidsAreShared)
            vm.CedesPerTgid += ceded;
        else if (_firstVmOfTid.TryGetValue(ofOneRunner[0].Tid, out var first))
            first.CedesPerTgid += ceded; // The script looks up the thread only: it may have been another VM's before.
    }

    private void Enter<TSink>(VmState vm, in KvmEvent e, ref TSink sink)
        where TSink : struct, IRunSink
    {
        if (!vm.HasEntered)
            _entered.Add(vm);
        if (GangDetector.Enter(vm, e, ref sink))
            Learn(e.Tid, vm);
    }

    private void Learn(int tid, VmState vm)
    {
        if (_firstVmOfTid.Count < MaxTids)
            _firstVmOfTid.TryAdd(tid, vm);
        _tidsAreShared |= !_firstVmOfTid.TryGetValue(tid, out var first) || first != vm;
    }

    private void Other(in KvmEvent e)
    {
        if (e.Kind != KvmEventKind.Lost)
            return; // kvm_guest_enter and kvm_hcall_enter: no rule needs them
        foreach (var vm in _vms.Values)
            GangDetector.Lost(vm, e);
    }

    private void Refuse(in KvmEvent e)
    {
        if (e.Kind == KvmEventKind.GuestExit)
            RefusedExits++;
        else
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
