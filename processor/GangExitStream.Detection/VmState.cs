using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>
/// What the detector remembers of one VM of one source. Only <see cref="GangDetector"/> changes it; <see cref="Runners"/> and
/// the other properties are what a snapshot holds, <see cref="Restore"/> takes it back.
/// </summary>
public sealed class VmState(int tgid, int? vcoreStride = null)
{
    /// <summary>Most runners that are remembered of a VM; what happens at this number is in docs/semantics.md.</summary>
    public const int MaxRunners = RunnerTable.MaxRunners;

    /// <summary>Most vcpus that are remembered of a VM.</summary>
    public const int MaxVcpus = VcpuTable.MaxVcpu;

    internal VcpuTable Vcpus;
    private RunnerTable _runners;
    private VmTally _tally;
    private VcoreStride _stride = InitialStride(vcoreStride);

    /// <summary>Process of the VM.</summary>
    public int Tgid { get; } = tgid;

    /// <summary>A run_core of the VM was seen, Enter or Exit. Otherwise nothing is known of its runs: not applicable.</summary>
    public bool HasRunCore { get; internal set; }

    /// <summary>An Enter of the VM was seen: the original script has it in its <c>stats</c>.</summary>
    public bool HasEntered { get; internal set; }

    /// <summary>The VM's cede count as the original script keeps it: of all its runners, since the last Enter of any.</summary>
    public long CedesPerTgid { get; internal set; }

    /// <summary>Vcpu ids a vcore: given, or inferred from the runs so far.</summary>
    public VcoreStride Stride
    {
        get => _stride;
        internal set => (_stride, VcoreMask) = (value, -value.Most);
    }

    /// <summary>Vcpus that differ in these bits are of different vcores, whatever the stride will turn out to be.</summary>
    internal int VcoreMask { get; private set; } = -InitialStride(vcoreStride).Most;

    internal bool HasGivenStride { get; } = vcoreStride is not null;

    /// <summary>Runs that are open now.</summary>
    public int OpenRuns { get; internal set; }

    /// <summary>Orphan exits, unfinished runs and lost samples so far.</summary>
    public VmTally Tally => _tally;

    /// <summary>Every thread that ran a vcore of the VM, in the order of their first Enter; until the next event is processed.</summary>
    public ReadOnlySpan<RunnerState> Runners => _runners.All;

    /// <summary>Copies <see cref="Runners"/>, which must fit, and says how many they are.</summary>
    public int CopyRunners(Span<RunnerState> destination)
    {
        Runners.CopyTo(destination);
        return _runners.Count;
    }

    /// <summary>Vcpus that have run their vcore.</summary>
    public int VcpuCount => Vcpus.Count;

    /// <summary>Copies what is remembered of them, which must fit, and says how many they are.</summary>
    public int CopyVcpus(Span<VcpuState> destination) => Vcpus.CopyTo(destination);

    /// <summary>Takes back what a snapshot held of the vcpus, and of the stride. Ids that KVM hasn't got are left out.</summary>
    public void RestoreVcpus(VcoreStride stride, ReadOnlySpan<VcpuState> vcpus)
    {
        (Vcpus, Stride) = (default, stride);
        foreach (ref readonly var vcpu in vcpus)
        {
            if (VcpuTable.IsKnown(vcpu.Vcpu))
                Vcpus.Put(vcpu);
        }
    }

    /// <summary>Takes back what a snapshot held. Runners beyond <see cref="MaxRunners"/> and repeated thread ids are refused.</summary>
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

    /// <summary>The source ended: the runs that are still open never will. They are counted as unfinished and closed.</summary>
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

    /// <summary>Takes in a new runner; makes room where there are too many.</summary>
    internal ref RunnerState Add(int tid)
    {
        if (_runners.IsFull)
            MakeRoom();
        return ref _runners.Add(new RunnerState { Tid = tid });
    }

    // More than half must go, or a flood of new threads would make us do this again and again.
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
