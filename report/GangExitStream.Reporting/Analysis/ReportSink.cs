using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GangExitStream.Detection;
using GangExitStream.Reporting.Breakdowns;

namespace GangExitStream.Reporting.Analysis;

/// <summary>Adds the runs of a trace to their VMs and to the requested rows.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ReportSink<TBy>(VmTable vms, Attribution attribution, TBy by) : IRunSink
    where TBy : struct, IBreakdown
{
    private long _originNs;

    /// <summary>Sets the first event's time.</summary>
    public void Start(long originNs) => _originNs = originNs;

    public readonly void OnEvents(ReadOnlySpan<KvmEvent> events) => by.OnEvents(events);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void OnRun(in ClosedRun run)
    {
        var verdict = RunVerdict.Of(run, attribution);
        vms.Of(run.Tgid).Add(run, verdict, _originNs);
        by.OnRun(run, verdict, _originNs);
    }

    public readonly void OnForcedOut(in ForcedOut cost)
    {
        vms.Of(cost.Tgid).Add(cost);
        by.OnForcedOut(cost, _originNs);
    }

    private readonly int StrideOf(int tgid) => vms.Of(tgid).VcoreStride;

    public readonly Breakdown Finish(TraceSpan span) => by.Finish(span, StrideOf);
}
