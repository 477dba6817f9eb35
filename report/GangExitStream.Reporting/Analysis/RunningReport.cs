using GangExitStream.Detection;
using GangExitStream.Reporting.Breakdowns;
using GangExitStream.Traces;

namespace GangExitStream.Reporting.Analysis;

/// <summary>The report of events that somebody else reads, by VM: as <see cref="TraceReporter"/> has it, of all of a trace.</summary>
public sealed class RunningReport(Attribution attribution)
{
    private readonly TraceReport<VmBreakdown> _report = new(new ReportOptions { Traces = [], Attribution = attribution }, default);

    /// <summary>The next events, in time order.</summary>
    public void Take(ReadOnlySpan<KvmEvent> events) => _report.Take(events);

    /// <summary>There are no more. The reader tells what else is to be known of the trace.</summary>
    public ReportResult Finish(string trace, ITraceReader reader) => _report.Finish(trace, reader, interrupted: false);
}
