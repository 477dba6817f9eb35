using GangExitStream.Detection;
using GangExitStream.Reporting.Breakdowns;
using GangExitStream.Traces;

namespace GangExitStream.Reporting.Analysis;

/// <summary>What the events of one trace come to; takes them as they come, whoever reads them.</summary>
internal sealed class TraceReport<TBy>
    where TBy : struct, IBreakdown
{
    private readonly TraceDetector _detector = new();
    private readonly VmTable _vms;
    private readonly TraceSpan _span = new();
    private readonly Attribution _attribution;
    private ReportSink<TBy> _sink;

    public TraceReport(Attribution attribution, TBy by, int? vcoreStride = null)
    {
        _vms = new VmTable(vcoreStride);
        _attribution = attribution;
        _sink = new ReportSink<TBy>(_vms, attribution, by);
    }

    /// <summary>The next events, in time order.</summary>
    public void Take(ReadOnlySpan<KvmEvent> events)
    {
        if (_span.Take(events))
            _sink.Start(_span.FirstNs.GetValueOrDefault());
        _detector.Process(events, ref _sink);
        _sink.OnEvents(events);
    }

    /// <summary>There are no more. The reader tells what else is to be known of the trace.</summary>
    public ReportResult Finish(string trace, ITraceReader reader, bool interrupted)
    {
        _detector.Finish();
        return new ReportResult
        {
            Trace = trace,
            Info = reader.Info,
            Summary = reader.Summary,
            Span = _span,
            Attribution = _attribution,
            Vms = _vms.Finish(_detector),
            ScriptOrder = [.. _detector.Vms.Where(vm => vm.HasEntered).Select(vm => vm.Tgid)],
            Rows = _sink.Finish(_span),
            UnattributedExits = _detector.UnattributedExits,
            Interrupted = interrupted,
        };
    }
}
