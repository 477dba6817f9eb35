using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Traces;

namespace GangExitStream.Demo;

/// <summary>
/// A trace's reader that reports what goes through it, as <c>gangexit report</c> does: what comes from a pipe can be read once
/// only.
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
        _report.Take(events[..count]);
        return count;
    }

    /// <summary>Whether another recording lies behind this one; known once this one has been read to its end.</summary>
    public Task<bool> HasMore => _hasMore.Task;

    /// <summary>Always false: the demo shows one recording.</summary>
    public bool NextPart()
    {
        _hasMore.TrySetResult(inner.NextPart());
        return false;
    }

    /// <summary>After the last event.</summary>
    public ReportResult Finish(string trace) => _report.Finish(trace, inner);

    public void Dispose()
    {
        _hasMore.TrySetResult(false);
        inner.Dispose();
    }
}
