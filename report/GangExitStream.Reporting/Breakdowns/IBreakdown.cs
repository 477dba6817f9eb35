using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Breakdowns;

/// <summary>Collects the rows of a <c>--by</c>. Implemented by structs, so that empty methods are inlined and cost nothing.</summary>
internal interface IBreakdown
{
    /// <summary>Receives the next events of all kinds after the detector has processed them.</summary>
    void OnEvents(ReadOnlySpan<KvmEvent> events);

    /// <summary>Receives a run that ended, or an Exit without an Enter. The origin is the first event's time.</summary>
    void OnRun(in ClosedRun run, RunVerdict verdict, long originNs);

    /// <summary>Receives the cost of a gang exit when its vcore enters the guest again.</summary>
    void OnForcedOut(in ForcedOut cost, long originNs);

    /// <summary>The rows.</summary>
    /// <param name="span">Times of the first and the last event.</param>
    /// <param name="strideOf">Vcpu ids per vcore, by tgid.</param>
    Breakdown Finish(TraceSpan span, Func<int, int> strideOf);
}
