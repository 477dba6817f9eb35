using GangExitStream.Reporting.Breakdowns;
using GangExitStream.Reporting.History;
using GangExitStream.Traces;

namespace GangExitStream.Reporting.Analysis;

/// <summary>Reports traces; reads to the end or until stopped.</summary>
public sealed class TraceReporter(ReportOptions options, CancellationToken stop)
{
    /// <summary>Reports one recording. To be called again for each further one of the input (<see cref="ITraceReader.NextPart"/>).</summary>
    public ReportResult Report(string trace, ITraceReader reader) => options.By switch
    {
        ReportBy.Vcore => Begin(trace, reader, new VcoreBreakdown()),
        ReportBy.Trap => Begin(trace, reader, new TrapBreakdown()),
        ReportBy.Time => Begin(trace, reader, new TimeBreakdown()),
        ReportBy.Cpu => Begin(trace, reader, new CpuBreakdown()),
        _ => Begin(trace, reader, new VmBreakdown()),
    };

    private ReportResult Begin<TBy>(string trace, ITraceReader reader, TBy by)
        where TBy : struct, IBreakdown =>
        options.WithHistory ? Report(trace, reader, new HistoryBreakdown<TBy>(by)) : Report(trace, reader, by);

    private ReportResult Report<TBy>(string trace, ITraceReader reader, TBy by)
        where TBy : struct, IBreakdown
    {
        var report = new TraceReport<TBy>(options, by);
        using var ahead = new ReadAhead(reader);
        var events = ahead.Next();
        var problem = TimeWindow.TryFind(options, reader.Info, out var window); // the header information is complete with the first events
        report.Limit(window);
        for (; !events.IsEmpty; events = stop.IsCancellationRequested ? [] : ahead.Next())
            report.Add(events);
        ahead.Dispose(); // the reader's counts are complete
        return report.Finish(trace, reader, stop.IsCancellationRequested) with { Problem = problem };
    }
}
