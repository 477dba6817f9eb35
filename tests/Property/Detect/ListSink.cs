using System.Runtime.InteropServices;
using GangExitStream.Detection;

namespace GangExitStream.Tests.Property.Detect;

/// <summary>Keeps every run.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ListSink() : IRunSink
{
    public List<ClosedRun> All { get; } = [];

    public IEnumerable<ClosedRun> Runs => All.Where(run => run.HasEnter);

    public List<ForcedOut> Costs { get; } = [];

    public void OnRun(in ClosedRun run) => All.Add(run);

    public void OnForcedOut(in ForcedOut cost) => Costs.Add(cost);
}
