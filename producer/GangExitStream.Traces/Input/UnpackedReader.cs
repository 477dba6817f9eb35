namespace GangExitStream.Traces.Input;

/// <summary>Reads a compressed trace. Damage of the compressed data is added to the summary of the last recording in it.</summary>
/// <param name="inner">Reads the decompressed trace. Owned.</param>
/// <param name="unpacked">The stream that it reads; owned by it.</param>
internal sealed class UnpackedReader(ITraceReader inner, UnpackedStream unpacked) : ITraceReader
{
    private bool _isAtEnd;

    public TraceInfo Info => inner.Info;

    public TraceSummary Summary => inner.Summary;

    public int Read(Span<KvmEvent> events) => inner.Read(events);

    public bool NextPart()
    {
        if (_isAtEnd || inner.NextPart())
            return !_isAtEnd;
        _isAtEnd = true;
        unpacked.ReadToEnd();
        if (unpacked.Problem is { } problem)
            Summary.Add(problem with { Offset = problem.Offset - Summary.Origin });
        return false;
    }

    public void Dispose() => inner.Dispose();
}
