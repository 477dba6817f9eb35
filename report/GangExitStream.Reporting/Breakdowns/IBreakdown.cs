using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Breakdowns;

/// <summary>Collects the rows of a <c>--by</c>. Implemented by structs, so that what one doesn't need costs nothing.</summary>
internal interface IBreakdown
{
    /// <summary>The next events of any kind, after the detector has had them.</summary>
    void OnEvents(ReadOnlySpan<KvmEvent> events);

    /// <summary>A run ended, or an Exit came without an Enter. The origin is the first event's time.</summary>
    void OnRun(in ClosedRun run, RunVerdict verdict, long originNs);

    /// <summary>A vcore entered the guest again after a gang exit.</summary>
    void OnForcedOut(in ForcedOut cost, long originNs);

    /// <summary>The rows.</summary>
    /// <param name="span">First and last time.</param>
    /// <param name="strideOf">By tgid: vcpu ids a vcore.</param>
    Breakdown Finish(TraceSpan span, Func<int, int> strideOf);
}
