using GangExitStream.Traces.Text.Checks;
using GangExitStream.Traces.Text.Lines;

namespace GangExitStream.Traces.Text;

/// <summary>Reads the text forms: <c>perf script</c>, tracefs' <c>trace</c> and <c>trace_pipe</c>, <c>trace-cmd report</c>.</summary>
public sealed class TextTraceReader : ITraceReader
{
    private const long ProgressBytes = 1 << 20;

    /// <summary>Most times that time may go back to within a recording: someone appended recordings in another order.</summary>
    private const int MaxMixed = 8;

    private readonly Stream _stream;
    private readonly TraceOptions _options;
    private readonly LineBuffer _lines;
    private TextRecording _recording;
    private int _mixed;
    private long _bytes; // of the whole text, also where it has several recordings
    private long _nextProgress = ProgressBytes;

    /// <summary>Creates the reader.</summary>
    /// <param name="stream">The text; disposed with the reader.</param>
    /// <param name="form">The form, as found by <see cref="TextForm.TryDetect"/>.</param>
    /// <param name="alreadyRead">The first bytes of the stream, read to detect the form.</param>
    /// <param name="options">How to read.</param>
    /// <param name="zeros">Zero bytes before the text.</param>
    public TextTraceReader(Stream stream, TraceForm form, ReadOnlyMemory<byte> alreadyRead, TraceOptions options, long zeros = 0)
    {
        (_stream, _options, _lines, _bytes) = (stream, options, new LineBuffer(stream, alreadyRead, zeros), zeros);
        _recording = new TextRecording(form, options, _lines);
        if (zeros > 0)
            Summary.Add(new TraceDamage(TraceDamageId.Zeros, 0, ZeroBytes.AtStart(zeros)));
    }

    /// <inheritdoc/>
    public TraceInfo Info => _recording.Info;

    /// <inheritdoc/>
    public TraceSummary Summary => _recording.Summary;

    /// <inheritdoc/>
    public int Read(Span<KvmEvent> events)
    {
        var count = _recording.Drain(events);
        while (count == 0 && !_lines.Ended && !_recording.IsOver && !events.IsEmpty)
        {
            Fill();
            count = _recording.Drain(events);
        }
        Summary.Count(events[..count]);
        if (count == 0 && !events.IsEmpty)
            _recording.Finish();
        return count;
    }

    /// <inheritdoc/>
    public bool NextPart()
    {
        if (!_recording.IsAtSeam)
            return false;
        if (_recording.GoesBackWithin && ++_mixed > MaxMixed)
        {
            Summary.Add(new TraceDamage(TraceDamageId.Unsorted, _lines.Offset, "time goes back by more than a second again and again: the lines of several hosts or recordings are mixed. The counts are wrong, and the rest is not read; report each separately"));
            return false;
        }
        _recording = new TextRecording(_recording.NextForm, _options, _lines);
        Summary.Bytes = _bytes;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Fill()
    {
        try
        {
            _bytes += _lines.Fill();
            Summary.Bytes = _bytes;
        }
        catch (IOException e)
        {
            _lines.End();
            Summary.Add(new TraceDamage(TraceDamageId.Io, _bytes, e.Message));
        }
        if (_bytes < _nextProgress)
            return;
        _nextProgress = _bytes + ProgressBytes;
        _options.Progress?.Invoke(_bytes);
    }
}
