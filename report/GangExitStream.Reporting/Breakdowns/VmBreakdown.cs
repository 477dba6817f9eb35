using System.Runtime.InteropServices;
using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Breakdowns;

/// <summary><c>--by vm</c>: no rows besides the VMs.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct VmBreakdown : IBreakdown
{
    public void OnEvents(ReadOnlySpan<KvmEvent> events)
    {
    }

    public void OnRun(in ClosedRun run, RunVerdict verdict, long originNs)
    {
    }

    public void OnForcedOut(in ForcedOut cost, long originNs)
    {
    }

    public Breakdown Finish(TraceSpan span, Func<int, int> strideOf) => Breakdown.None;
}
