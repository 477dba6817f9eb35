using GangExitStream.Detection;
using GangExitStream.Reporting.Breakdowns;
using GangExitStream.Traces;

namespace GangExitStream.Reporting.Analysis;

/// <summary>The report by VM of a whole trace, as of <see cref="TraceReporter"/>, from events that the caller reads.</summary>
public sealed class RunningReport(Attribution attribution)
{
    private readonly TraceReport<VmBreakdown> _report = new(new ReportOptions { Traces = [], Attribution = attribution }, default);

    /// <summary>Adds the next events, in time order.</summary>
    public void Add(ReadOnlySpan<KvmEvent> events) => _report.Add(events);

    /// <summary>Ends the report; header and summary are the reader's.</summary>
    public ReportResult Finish(string trace, ITraceReader reader) => _report.Finish(trace, reader, interrupted: false);
}
