namespace GangExitStream.Traces;

/// <summary>
/// One trace, read once from its beginning. <c>TraceFile.Open</c> finds the form and makes the
/// reader that fits. Pull <see cref="Read"/> until it returns 0; then <see cref="Summary"/> tells what was lost or damaged.
/// </summary>
/// <remarks>Not thread-safe: one thread reads. Damage never throws: it ends the events and is named in the summary.</remarks>
public interface ITraceReader : IDisposable
{
    /// <summary>What the trace says about itself. Complete once the first <see cref="Read"/> has returned.</summary>
    TraceInfo Info { get; }

    /// <summary>Counts and damage so far; final once <see cref="Read"/> has returned 0.</summary>
    TraceSummary Summary { get; }

    /// <summary>
    /// Fills the buffer with the next events in time order (perf's order: ties keep file order). Returns how many, 0 at the
    /// end. A pipe's reader returns what has arrived rather than waiting for a full buffer.
    /// </summary>
    int Read(Span<KvmEvent> events);

    /// <summary>
    /// An input may hold several recordings, one behind the other. Once <see cref="Read"/> has returned 0, this moves on to the next one:
    /// <see cref="Info"/> and <see cref="Summary"/> are then its own, and time and threads begin anew. False where there is none.
    /// </summary>
    bool NextPart() => false;
}
