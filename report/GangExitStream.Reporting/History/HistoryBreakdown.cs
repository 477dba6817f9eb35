using System.Runtime.InteropServices;
using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Breakdowns;

namespace GangExitStream.Reporting.History;

/// <summary>Collects the history in addition to the rows of another <c>--by</c>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct HistoryBreakdown<TRows>(TRows rows) : IBreakdown
    where TRows : struct, IBreakdown
{
    private readonly HistoryRecorder _history = new(new SeriesStore());

    public void OnEvents(ReadOnlySpan<KvmEvent> events)
    {
        rows.OnEvents(events);
        _history.OnEvents(events);
    }

    public void OnRun(in ClosedRun run, RunVerdict verdict, long originNs)
    {
        rows.OnRun(run, verdict, originNs);
        _history.OnRun(run, verdict, originNs);
    }

    public void OnForcedOut(in ForcedOut cost, long originNs)
    {
        rows.OnForcedOut(cost, originNs);
        _history.OnForcedOut(cost, originNs);
    }

    public Breakdown Finish(TraceSpan span, Func<int, int> strideOf) => rows.Finish(span, strideOf) with { History = _history.Finish(span, strideOf) };
}
