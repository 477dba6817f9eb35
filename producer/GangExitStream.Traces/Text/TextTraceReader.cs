namespace GangExitStream.Traces.Text;

/// <summary>Reads the text forms: <c>perf script</c>, tracefs' <c>trace</c> and <c>trace_pipe</c>, <c>trace-cmd report</c>.</summary>
/// <param name="stream">The text; disposed with the reader.</param>
/// <param name="form">Which of the forms, as <see cref="TextForm.TryDetect"/> found it.</param>
/// <param name="alreadyRead">The stream's first bytes, that finding the form has used up.</param>
/// <param name="options">How to read.</param>
public sealed class TextTraceReader(Stream stream, TraceForm form, ReadOnlyMemory<byte> alreadyRead, TraceOptions options) : ITraceReader
{
    private const long ProgressBytes = 1 << 20;

    private readonly LineBuffer _lines = new(stream, alreadyRead);
    private readonly LineDecoder _decoder = new(form, options.System);
    private readonly PendingLoss _loss = new();
    private long _lastTimeNs;
    private long _nextProgress = ProgressBytes;

    /// <inheritdoc/>
    public TraceInfo Info { get; } = new() { Form = form };

    /// <inheritdoc/>
    public TraceSummary Summary { get; } = new();

    /// <inheritdoc/>
    public int Read(Span<KvmEvent> events)
    {
        var count = Drain(events);
        while (count == 0 && !_lines.Ended && !events.IsEmpty)
        {
            Fill();
            count = Drain(events);
        }
        Summary.Count(events[..count]);
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private void Fill()
    {
        try
        {
            Summary.Bytes += _lines.Fill();
        }
        catch (IOException e)
        {
            _lines.End();
            Summary.Add(new TraceDamage(TraceDamageId.Io, Summary.Bytes, e.Message));
        }
        if (Summary.Bytes < _nextProgress)
            return;
        _nextProgress = Summary.Bytes + ProgressBytes;
        options.Progress?.Invoke(Summary.Bytes);
    }

    /// <summary>Decodes the lines that are held.</summary>
    private int Drain(Span<KvmEvent> events)
    {
        var count = 0;
        while (count < events.Length)
        {
            var kind = _lines.Peek(out var line);
            if (_loss.Waits && TryLossTime(kind, line))
            {
                events[count++] = _loss.Take(_lastTimeNs);
                continue;
            }
            if (kind == LineKind.None)
                break;
            if (TryLine(kind, line, ref events[count]))
                count++;
            _lines.Consume();
        }
        return count;
    }

    // The loss waits for a line with a time; where another loss or the end comes first, the last time seen has to do.
    private bool TryLossTime(LineKind kind, ReadOnlySpan<byte> line)
    {
        if (kind == LineKind.None)
            return _lines.Ended;
        if (!_decoder.TryTime(line, out var timeNs))
            return LostLine.TryRead(line, out _, out _);
        _lastTimeNs = timeNs;
        return true;
    }

    private bool TryLine(LineKind kind, ReadOnlySpan<byte> line, ref KvmEvent slot)
    {
        if (form != TraceForm.PerfScript && LostLine.TryRead(line, out var cpu, out var lost))
        {
            _loss.Set(cpu, lost);
            return false;
        }
        var meaning = _decoder.Decode(line, out var e);
        if (meaning != LineMeaning.Event)
        {
            NoteDamage(kind, meaning, line);
            return false;
        }
        _lastTimeNs = e.TimeNs;
        slot = e;
        return true;
    }

    private void NoteDamage(LineKind kind, LineMeaning meaning, ReadOnlySpan<byte> line)
    {
        if (kind == LineKind.TooLong)
            Summary.Add(new TraceDamage(TraceDamageId.BadLine, _lines.Offset, "a line longer than 64 KiB was skipped"));
        else if (kind == LineKind.LastLine && !line.Trim(" \t\r"u8).IsEmpty)
            Summary.Add(new TraceDamage(TraceDamageId.Truncated, _lines.Offset, "the text ends inside of a line"));
        else if (meaning == LineMeaning.Bad)
            Summary.Add(new TraceDamage(TraceDamageId.BadLine, _lines.Offset, "the line is one of our events, but a field is missing or can't be read"));
    }
}
