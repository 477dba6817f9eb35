using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Traces;

namespace GangExitStream.Demo;

/// <summary>
/// Wraps a trace reader and creates the report of <c>gangexit report</c> from the events that pass through it, because a pipe can be read
/// only once.
/// </summary>
internal sealed class ReportingReader(ITraceReader inner) : ITraceReader
{
    private readonly RunningReport _report = new(Attribution.Vcore);
    private readonly TaskCompletionSource<bool> _hasMore = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TraceInfo Info => inner.Info;

    public TraceSummary Summary => inner.Summary;

    public int Read(Span<KvmEvent> events)
    {
        var count = inner.Read(events);
        _report.Add(events[..count]);
        return count;
    }

    /// <summary>Whether another recording follows; completes when this one has been read to its end.</summary>
    public Task<bool> HasMore => _hasMore.Task;

    /// <summary>Returns false: the demo shows only the first recording.</summary>
    public bool NextPart()
    {
        _hasMore.TrySetResult(inner.NextPart());
        return false;
    }

    /// <summary>The report; call it after the last event.</summary>
    public ReportResult Finish(string trace) => _report.Finish(trace, inner);

    public void Dispose()
    {
        _hasMore.TrySetResult(false);
        inner.Dispose();
    }
}
