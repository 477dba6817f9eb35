using GangExitStream.Processor.Detect;

namespace GangExitStream.Cli.Report;

/// <summary>The VMs of a trace.</summary>
internal sealed class VmTable
{
    private readonly Dictionary<int, VmReport> _vms = [];
    private VmReport? _last;

    /// <summary>Runs of one VM come in a row, mostly.</summary>
    public VmReport Of(int tgid)
    {
        if (_last is { } last && last.Tgid == tgid)
            return last;
        if (!_vms.TryGetValue(tgid, out var vm))
            _vms.Add(tgid, vm = new VmReport(tgid));
        return _last = vm;
    }

    /// <summary>The VMs that had a run_core, with all their counts; most gang exits first, then by tgid.</summary>
    public IReadOnlyList<VmReport> Finish(TraceDetector detector)
    {
        var vms = new List<VmReport>();
        foreach (var state in detector.Vms)
        {
            var vm = Of(state.Tgid);
            vm.Add(state.Tally);
            vms.Add(vm);
        }
        return [.. vms.OrderByDescending(vm => vm.GangExits).ThenBy(vm => vm.Tgid)];
    }
}
