using System.Runtime.InteropServices;
using GangExitStream.Detection;

namespace GangExitStream.Tests.Unit.Detect;

/// <summary>Keeps every run.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct TotalsSink() : IRunSink
{
    public List<ClosedRun> Runs { get; } = [];

    public List<ForcedOut> Costs { get; } = [];

    public void OnRun(in ClosedRun run) => Runs.Add(run);

    public void OnForcedOut(in ForcedOut cost) => Costs.Add(cost);

    /// <summary>A VM's counts over the trace.</summary>
    public RunCounts Counts(VmState vm)
    {
        var counts = default(RunCounts);
        foreach (var run in Runs.Where(run => run.Tgid == vm.Tgid))
            counts.Add(run);
        counts.Add(default, vm.Tally);
        return counts;
    }
}
