namespace GangExitStream.Traces.Input;

/// <summary>The reader of a trace that could not be opened: it has no events, and the reason as damage.</summary>
internal sealed class FailedReader : ITraceReader
{
    public FailedReader(TraceDamageId id, string message, long offset = 0, long origin = 0)
    {
        Summary = new TraceSummary { Origin = origin };
        Summary.Add(new TraceDamage(id, offset, message));
    }

    public TraceInfo Info { get; } = new() { Form = TraceForm.Unknown };

    public TraceSummary Summary { get; }

    public int Read(Span<KvmEvent> events) => 0;

    public void Dispose()
    {
        // Nothing was opened.
    }
}
