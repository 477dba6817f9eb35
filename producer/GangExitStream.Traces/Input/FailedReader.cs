namespace GangExitStream.Traces.Input;

/// <summary>A trace that couldn't even be begun: no events, and the reason.</summary>
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
