namespace GangExitStream.Traces;

/// <summary>
/// Reads one trace, once, from its beginning. <see cref="TraceFile.Open(string, TraceOptions?)"/> detects the form and creates the reader. Call
/// <see cref="Read"/> until it returns 0; then <see cref="Summary"/> has the counts, losses and damage.
/// </summary>
/// <remarks>Not thread-safe: one thread reads. Damage does not throw: it is added to the summary, and severe damage ends the events.</remarks>
public interface ITraceReader : IDisposable
{
    /// <summary>What the trace says about itself. Complete when the first <see cref="Read"/> has returned.</summary>
    TraceInfo Info { get; }

    /// <summary>Counts and damage so far; final when <see cref="Read"/> has returned 0.</summary>
    TraceSummary Summary { get; }

    /// <summary>
    /// Fills the buffer with the next events in time order (perf's order: events with equal times keep file order). Returns their number, 0 at the
    /// end. With a pipe, it returns the events that have arrived and does not wait for a full buffer.
    /// </summary>
    int Read(Span<KvmEvent> events);

    /// <summary>
    /// Moves on to the next recording in the input; call it when <see cref="Read"/> has returned 0. <see cref="Info"/> and <see cref="Summary"/>
    /// then describe that recording; its times and thread ids are unrelated to the previous one's. False: there is none.
    /// </summary>
    bool NextPart() => false;
}
