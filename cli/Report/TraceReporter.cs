using GangExitStream.Processor.Detect;
using GangExitStream.Traces;

namespace GangExitStream.Cli.Report;

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
        var detector = new TraceDetector();
        var vms = new VmTable();
        var span = new TraceSpan();
        var sink = new ReportSink<TBy>(vms, options.Attribution, by);
        Read(reader, detector, span, ref sink);
        detector.Finish();
        return new ReportResult
        {
            Trace = trace,
            Info = reader.Info,
            Summary = reader.Summary,
            Span = span,
            Attribution = options.Attribution,
            Vms = vms.Finish(detector),
            ScriptOrder = [.. detector.Vms.Where(vm => vm.HasEntered).Select(vm => vm.Tgid)],
            Rows = sink.Finish(span),
            UnattributedExits = detector.UnattributedExits,
            Interrupted = stop.IsCancellationRequested,
        };
    }

    private void Read<TBy>(ITraceReader reader, TraceDetector detector, TraceSpan span, ref ReportSink<TBy> sink)
        where TBy : struct, IBreakdown
    {
        var buffer = new KvmEvent[BufferEvents];
        int count;
        while (!stop.IsCancellationRequested && (count = reader.Read(buffer)) > 0)
        {
            var events = buffer.AsSpan(0, count);
            if (span.Take(events))
                sink.Start(span.FirstNs.GetValueOrDefault());
            detector.Process(events, ref sink);
            sink.OnEvents(events);
        }
    }
}
