using System.Text;

namespace GangExitStream.Traces.Text;

/// <summary>Reads the text forms: <c>perf script</c>, tracefs' <c>trace</c> and <c>trace_pipe</c>, <c>trace-cmd report</c>.</summary>
/// <param name="stream">The text; disposed with the reader.</param>
/// <param name="form">Which of the forms, as <see cref="TextForm.TryDetect"/> found it.</param>
/// <param name="alreadyRead">The stream's first bytes, that finding the form has used up.</param>
/// <param name="options">How to read.</param>
public sealed class TextTraceReader(Stream stream, TraceForm form, ReadOnlyMemory<byte> alreadyRead, TraceOptions options) : ITraceReader
{
    private const long ProgressBytes = 1 << 20;

    /// <summary>CPUs' lines may stand so far out of order within one recording.</summary>
    private const long JitterNs = 1_000_000;

    private readonly LineBuffer _lines = new(stream, alreadyRead);
    private TraceForm _form = form;
    private LineDecoder _decoder = new(form, options.System, options.ClockHz, options.WithEntries);
    private PendingLoss _loss = new();
    private long? _firstTimeNs; // of the first event of this recording
    private long _lastTimeNs;
    private TextHeader _header = new();
    private TraceForm? _nextForm; // where a header begins the next recording
    private readonly HashSet<int> _unknownTraps = [];
    private bool _isRefused;
    private bool _mayBeDeltas;
    private bool _atSeam;
    private bool _isEndNoted;
    private long _nextProgress = ProgressBytes;

    /// <inheritdoc/>
    public TraceInfo Info { get; private set; } = new() { Form = form };

    /// <inheritdoc/>
    public TraceSummary Summary { get; private set; } = new();

    /// <inheritdoc/>
    public int Read(Span<KvmEvent> events)
    {
        var count = Drain(events);
        while (count == 0 && !_lines.Ended && !_atSeam && !_isRefused && !events.IsEmpty)
        {
            Fill();
            count = Drain(events);
        }
        Summary.Count(events[..count]);
        if (count == 0 && !events.IsEmpty)
            NoteEnd();
        return count;
    }

    /// <inheritdoc/>
    public bool NextPart()
    {
        if (!_atSeam)
            return false;
        if (_nextForm is { } next)
            _form = next;
        (_decoder, _loss, Summary) = (new LineDecoder(_form, options.System, options.ClockHz, options.WithEntries), new PendingLoss(), new TraceSummary());
        (_header, _firstTimeNs, _lastTimeNs) = (new TextHeader(), null, 0);
        (_mayBeDeltas, _atSeam, _isEndNoted) = (false, false, false);
        _unknownTraps.Clear();
        Info = new TraceInfo { Form = _form };
        return true;
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
        while (count < events.Length && !_atSeam && !_isRefused)
        {
            var kind = _lines.Peek(out var line);
            if (_loss.Waits && TryLossTime(kind, line))
            {
                events[count++] = _loss.Take(_lastTimeNs);
                continue;
            }
            if (kind == LineKind.None)
                break;
            if (IsNextHeader(line))
            {
                NoteSeam("a header comes again");
                break;
            }
            if (TryLine(kind, line, ref events[count]))
                count++;
            if (_atSeam || _isRefused)
                break;
            _lines.Consume();
        }
        return count;
    }

    // The loss waits for a line with a time; where another loss, another recording or the end comes first, the last time seen has to do.
    private bool TryLossTime(LineKind kind, ReadOnlySpan<byte> line)
    {
        if (kind == LineKind.None)
            return _lines.Ended;
        if (IsNextHeader(line))
            return true;
        if (!_decoder.TryTime(line, out var timeNs))
            return LostLine.TryRead(line, out _, out _);
        if (!BeginsAgain(timeNs))
            _lastTimeNs = timeNs;
        return true;
    }

    private bool IsNextHeader(ReadOnlySpan<byte> line)
    {
        if (_firstTimeNs is null || !TextForm.BeginsRecording(line, out var next))
            return false;
        _nextForm = next;
        return true;
    }

    private bool BeginsAgain(long timeNs) => timeNs <= _firstTimeNs && _lastTimeNs - timeNs > JitterNs;

    private bool TryLine(LineKind kind, ReadOnlySpan<byte> line, ref KvmEvent slot)
    {
        if (_form != TraceForm.PerfScript && LostLine.TryRead(line, out var cpu, out var lost))
        {
            _loss.Set(cpu, lost);
            return false;
        }
        if (_firstTimeNs is null)
            _header.Take(line, _decoder);
        var meaning = _decoder.Decode(line, out var e);
        if (meaning != LineMeaning.Event)
        {
            NoteDamage(kind, meaning, line);
            return false;
        }
        if (_firstTimeNs is null)
            Begin(e);
        else if (_mayBeDeltas && (Info.TimesAreDeltas || e.TimeNs < _lastTimeNs))
            e.TimeNs = Behind(_lastTimeNs, e.TimeNs);
        else if (BeginsAgain(e.TimeNs))
        {
            NoteSeam("time goes back to the beginning");
            return false;
        }
        _lastTimeNs = e.TimeNs;
        if (e.Kind == KvmEventKind.GuestExit && e.Trap >= UnknownTrap.First)
            NoteUnknownTrap(e.Trap, line);
        slot = e;
        return true;
    }

    private void Begin(in KvmEvent e)
    {
        _firstTimeNs = e.TimeNs;
        _mayBeDeltas = _form == TraceForm.PerfScript && (_header.FirstTimeNs ?? e.TimeNs) == 0;
        Info = Info with { Host = _header.Host, WallClockOffsetNs = _header.WallClockOffsetNs };
        if (_decoder.TimesAreTicks)
            Info = Info with { TicksClock = "a clock that counts" };
    }

    // The first time is 0 and a later one goes back: each is the distance from the event before. Adding them up keeps the order.
    private long Behind(long lastNs, long distanceNs)
    {
        if (!Info.TimesAreDeltas)
        {
            Info = Info with { TimesAreDeltas = true };
            Summary.Add(new TraceDamage(TraceDamageId.TimesAreDeltas, _lines.Offset, "the times are distances between events (perf script --deltatime), not times: counts are right, no time is known"));
        }
        return lastNs > long.MaxValue - distanceNs ? lastNs : lastNs + distanceNs;
    }

    private void NoteUnknownTrap(int trap, ReadOnlySpan<byte> line)
    {
        if (_unknownTraps.Count < TraceSummary.MaxDamageKept && _unknownTraps.Add(trap))
            Summary.Add(new TraceDamage(TraceDamageId.UnknownTrap, _lines.Offset, $"trap {Encoding.UTF8.GetString(UnknownTrap.NameIn(line))} is none that we know: it is counted as 0x{trap:x}"));
    }

    private void NoteSeam(string why)
    {
        Summary.Add(new TraceDamage(TraceDamageId.TextSeam, _lines.Offset, $"{why}: another recording begins here; each is counted by itself"));
        _atSeam = true;
    }

    // A form that is known, and nothing of ours in it: no answer, rather than the answer 0.
    private void NoteEnd()
    {
        if (_isEndNoted)
            return;
        _isEndNoted = true;
        Summary.OutOfOrder = Info.TimesAreDeltas ? 0 : _decoder.OutOfOrder;
        if (Summary.Events == 0)
            Summary.Add(new TraceDamage(TraceDamageId.NoEvents, 0, "neither kvm_guest_exit nor kvmppc_run_core can be read from it; perf script must print the fields comm,pid,tid,cpu,time,event,trace (-F), trace-cmd report and ftrace times in seconds"));
    }

    private void NoteDamage(LineKind kind, LineMeaning meaning, ReadOnlySpan<byte> line)
    {
        if (meaning == LineMeaning.Refused)
            Refuse();
        else if (kind == LineKind.TooLong)
            Summary.Add(new TraceDamage(TraceDamageId.BadLine, _lines.Offset, "a line longer than 64 KiB was skipped"));
        else if (kind == LineKind.LastLine && !line.Trim(" \t\r"u8).IsEmpty)
            Summary.Add(new TraceDamage(TraceDamageId.Truncated, _lines.Offset, "the text ends inside of a line"));
        else if (meaning == LineMeaning.Bad)
            Summary.Add(new TraceDamage(TraceDamageId.BadLine, _lines.Offset, "the line is one of our events, but a field is missing or can't be read"));
    }

    private void Refuse()
    {
        _isRefused = true;
        Summary.Add(new TraceDamage(_decoder.Refusal.Id, _lines.Offset, $"{_decoder.Refusal.Message}. What stands before this line is counted, nothing behind it"));
    }
}
