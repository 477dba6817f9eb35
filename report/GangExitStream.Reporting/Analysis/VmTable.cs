using System.Runtime.CompilerServices;
using GangExitStream.Detection;

namespace GangExitStream.Reporting.Analysis;

/// <summary>The VMs of a trace.</summary>
internal sealed class VmTable
{
    private readonly Dictionary<int, VmReport> _vms = [];
    private readonly RecentVms<VmReport> _recent = new();

    /// <summary>The VM's counts; added if new.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public VmReport Of(int tgid)
    {
        ref var recent = ref _recent.Slot(tgid);
        return recent is { } vm && vm.Tgid == tgid ? vm : recent = Find(tgid);
    }

    /// <summary>
    /// The VMs with a run_core, with all their counts; most gang exits first, then by tgid. Counts up to <paramref name="before"/> are left
    /// out, and so are VMs without events since.
    /// </summary>
    public IReadOnlyList<VmReport> Finish(TraceDetector detector, DetectorMark? before)
    {
        var vms = new List<VmReport>();
        foreach (var state in detector.Vms)
        {
            var vm = Of(state.Tgid);
            vm.VcoreStride = state.Stride.Value;
            vm.Add(before is null ? default : before.Tallies.GetValueOrDefault(state.Tgid), state.Tally);
            if (before is null || vm.IsSeen)
                vms.Add(vm);
        }
        return [.. vms.OrderByDescending(vm => vm.GangExits).ThenBy(vm => vm.Tgid)];
    }

    private VmReport Find(int tgid)
    {
        if (!_vms.TryGetValue(tgid, out var vm))
            _vms.Add(tgid, vm = new VmReport(tgid));
        return vm;
    }
}
