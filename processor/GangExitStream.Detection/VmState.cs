using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>
/// The detector's state of one VM of one source. Only the detector changes it. A snapshot consists of <see cref="Runners"/> and the
/// other properties; <see cref="Restore"/> and <see cref="RestoreVcpus"/> load one.
/// </summary>
public sealed class VmState(int tgid, int? vcoreStride = null)
{
    /// <summary>Maximum runners kept of a VM; docs/semantics.md says what happens beyond it.</summary>
    public const int MaxRunners = RunnerTable.MaxRunners;

    /// <summary>Maximum vcpus kept of a VM.</summary>
    public const int MaxVcpus = VcpuTable.MaxVcpu;

    internal VcpuTable Vcpus;
    internal BlockedTimes? Blocked; // null until the first kvmppc_vcore_blocked
    private RunnerTable _runners;
    private VmTally _tally;
    private VcoreStride _stride = InitialStride(vcoreStride);

    /// <summary>Process of the VM.</summary>
    public int Tgid { get; } = tgid;

    /// <summary>Whether a run_core of the VM was seen, Enter or Exit. Without one nothing is known of its runs.</summary>
    public bool HasRunCore { get; internal set; }

    /// <summary>Whether an Enter of the VM was seen: the original script then has it in its <c>stats</c>.</summary>
    public bool HasEntered { get; internal set; }

    /// <summary>The VM's cede count by the original script's rule: of all its runners, since the last Enter of any.</summary>
    public long CedesPerTgid { get; internal set; }

    /// <summary>Vcpu ids per vcore: given, or inferred from the runs so far.</summary>
    public VcoreStride Stride
    {
        get => _stride;
        internal set => (_stride, VcoreMask) = (value, -value.Most);
    }

    /// <summary>Vcpus that differ in these bits are of different vcores under every stride that is still possible.</summary>
    internal int VcoreMask { get; private set; } = -InitialStride(vcoreStride).Most;

    internal bool HasGivenStride { get; } = vcoreStride is not null;

    /// <summary>Number of open runs.</summary>
    public int OpenRuns { get; internal set; }

    /// <summary>Counts apart from runs that ended.</summary>
    public VmTally Tally => _tally;

    /// <summary>Every thread that ran a vcore of the VM, in the order of the first Enter. Valid until the next event is processed.</summary>
    public ReadOnlySpan<RunnerState> Runners => _runners.All;

    /// <summary>Copies <see cref="Runners"/>; returns how many. The destination must have room for them.</summary>
    public int CopyRunners(Span<RunnerState> destination)
    {
        Runners.CopyTo(destination);
        return _runners.Count;
    }

    /// <summary>Number of vcpus that have run their vcore.</summary>
    public int VcpuCount => Vcpus.Count;

    /// <summary>Copies the state of these vcpus; returns how many. The destination must have room for <see cref="VcpuCount"/>.</summary>
    public int CopyVcpus(Span<VcpuState> destination) => Vcpus.CopyTo(destination);

    /// <summary>Restores the stride and the vcpus of a snapshot. Ids beyond KVM's are left out.</summary>
    public void RestoreVcpus(VcoreStride stride, ReadOnlySpan<VcpuState> vcpus)
    {
        (Vcpus, Stride) = (default, stride);
        foreach (ref readonly var vcpu in vcpus)
        {
            if (VcpuTable.IsKnown(vcpu.Vcpu))
                Vcpus.Put(vcpu);
        }
    }

    /// <summary>Restores a snapshot. Throws on more than <see cref="MaxRunners"/> runners and on repeated thread ids.</summary>
    public void Restore(bool hasRunCore, bool hasEntered, long cedesPerTgid, in VmTally tally, ReadOnlySpan<RunnerState> runners)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(runners.Length, MaxRunners, nameof(runners));
        Forget();
        (HasRunCore, HasEntered, CedesPerTgid, _tally) = (hasRunCore, hasEntered, cedesPerTgid, tally);
        foreach (ref readonly var runner in runners)
        {
            if (!Unsafe.IsNullRef(ref _runners.Find(runner.Tid)))
                throw new ArgumentException($"Thread {runner.Tid} is there twice.", nameof(runners));
            _runners.Add(runner);
            OpenRuns += runner.Open ? 1 : 0;
        }
    }

    /// <summary>Ends the source: open runs are closed and counted as unfinished.</summary>
    public void Finish()
    {
        CostRule.Forget(this);
        _tally.UnfinishedRuns += OpenRuns;
        OpenRuns = 0;
        foreach (ref var runner in _runners.All)
            runner.Open = false;
    }

    internal ref VmTally Counters => ref _tally;

    internal Span<RunnerState> MutableRunners => _runners.All;

    /// <summary>The runner's state, or a null reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref RunnerState Find(int tid) => ref _runners.Find(tid);

    /// <summary>The same, looked for first at the place where it was found before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref RunnerState Find(int tid, ref int place) => ref _runners.Find(tid, ref place);

    /// <summary>Adds a new runner; makes room if the table is full.</summary>
    internal ref RunnerState Add(int tid)
    {
        if (_runners.IsFull)
            MakeRoom();
        return ref _runners.Add(new RunnerState { Tid = tid });
    }

    // At least half must go: otherwise a flood of new threads repeats this for every few of them.
    private void MakeRoom()
    {
        _runners.RemoveClosed();
        if (_runners.Count <= MaxRunners / 2)
            return;
        Finish();
        Forget();
    }

    private static VcoreStride InitialStride(int? given) => given is { } stride ? VcoreStride.Given(stride) : VcoreStride.Unknown;

    private void Forget()
    {
        _runners.Clear();
        OpenRuns = 0;
    }
}
