using GangExitStream.Detection;
using GangExitStream.Reporting.Breakdowns;
using GangExitStream.Traces;

namespace GangExitStream.Reporting.Analysis;

/// <summary>Reads one trace to its end, or until it is told to stop.</summary>
internal sealed class TraceReporter(ReportOptions options, CancellationToken stop)
{
    /// <summary>Enough to make the calls cheap, few enough to stay within the first-level caches' reach.</summary>
    private const int BufferEvents = 1024;

    public ReportResult Report(string trace, ITraceReader reader) => options.By switch
    {
        ReportBy.Vcore => Report(trace, reader, new VcoreBreakdown()),
        ReportBy.Trap => Report(trace, reader, new TrapBreakdown()),
        ReportBy.Time => Report(trace, reader, new TimeBreakdown()),
        _ => Report(trace, reader, new VmBreakdown()),
    };

    private ReportResult Report<TBy>(string trace, ITraceReader reader, TBy by)
        where TBy : struct, IBreakdown
    {
        var report = new TraceReport<TBy>(options.Attribution, by, options.VcoreStride);
        var buffer = new KvmEvent[BufferEvents];
        int count;
        while (!stop.IsCancellationRequested && (count = reader.Read(buffer)) > 0)
            report.Take(Wanted(buffer.AsSpan(0, count)));
        return report.Finish(trace, reader, stop.IsCancellationRequested);
    }

    /// <summary>The events of the VMs that are asked for, and losses, which may touch any VM; in place.</summary>
    private Span<KvmEvent> Wanted(Span<KvmEvent> events)
    {
        if (options.Tgids.Count == 0)
            return events;
        var kept = 0;
        foreach (ref readonly var e in events)
        {
            if (e.Kind == KvmEventKind.Lost || options.Tgids.Contains(e.Tgid))
                events[kept++] = e;
        }
        return events[..kept];
    }
}
