using System.Globalization;
using System.Text;
using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.Text;

/// <summary>Reads the text forms: <c>perf script</c>, tracefs' <c>trace</c> and <c>trace_pipe</c>, <c>trace-cmd report</c>.</summary>
/// <param name="stream">The text; disposed with the reader.</param>
/// <param name="form">The form, as found by <see cref="TextForm.TryDetect"/>.</param>
/// <param name="alreadyRead">The first bytes of the stream, read to detect the form.</param>
/// <param name="options">How to read.</param>
public sealed class TextTraceReader(Stream stream, TraceForm form, ReadOnlyMemory<byte> alreadyRead, TraceOptions options) : ITraceReader
{
    private const long ProgressBytes = 1 << 20;

    /// <summary>Within one recording, lines of different CPUs may be out of order by this much, in nanoseconds.</summary>
    private const long JitterNs = 1_000_000;

    private readonly LineBuffer _lines = new(stream, alreadyRead);
    private TraceForm _form = form;
    private LineDecoder _decoder = new(form, options.System, options.ClockHz, options.WithEntries);
    private PendingLoss _loss = new();
    private long? _firstTimeNs; // of this recording's first wanted event
    private long _lastTimeNs;
    private TextHeader _header = new();
    private BadLines _bad = new(form);
    private LineOrder _order = new();
    private TraceForm? _nextForm; // of the next recording, when its header has been found
    private readonly HashSet<int> _unknownTraps = [];
    private bool _isRefused;
    private long? _firstCopy; // offset of the first line that repeats an event
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
        (_header, _bad, _order, _firstTimeNs, _lastTimeNs) = (new TextHeader(), new BadLines(_form), new LineOrder(), null, 0);
        (_mayBeDeltas, _atSeam, _isEndNoted, _firstCopy) = (false, false, false, null);
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

    /// <summary>Decodes the lines in the buffer.</summary>
    private int Drain(Span<KvmEvent> events)
    {
        var count = 0;
        while (count < events.Length && !_atSeam && !_isRefused)
        {
            var kind = _lines.Peek(out var line);
            line = TextForm.WithoutMark(line);
            if (_loss.Waits && TryLossTime(kind, line))
            {
                events[count++] = _loss.Take(_lastTimeNs);
                continue;
            }
            if (kind == LineKind.None)
                break;
            if (IsNextHeader(line))
            {
                NoteSeam("a header is repeated");
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

    // A loss waits for a line with a time. If another loss, another recording or the end comes first, it gets the last time seen.
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
            ReadHeader(line);
        var meaning = _decoder.Decode(line, out var e);
        if (meaning != LineMeaning.Event)
        {
            NoteDamage(kind, meaning, line);
            return false;
        }
        if (_firstTimeNs is null)
            Begin(e);
        else if (_mayBeDeltas && (Info.TimesAreDeltas || e.TimeNs < _lastTimeNs))
            e.TimeNs = AddDelta(_lastTimeNs, e.TimeNs);
        else if (BeginsAgain(e.TimeNs))
        {
            EndAt(e);
            return false;
        }
        _order.Add(e);
        _lastTimeNs = e.TimeNs;
        if (e.Kind == KvmEventKind.GuestExit && e.Trap >= UnknownTrap.First)
            NoteUnknownTrap(e.Trap, line);
        slot = e;
        return true;
    }

    private void ReadHeader(ReadOnlySpan<byte> line)
    {
        var before = _header.Overwritten;
        _header.Read(line, _decoder);
        if (_header.Overwritten == before)
            return;
        _loss.Set(KvmEvent.Unknown, _header.Overwritten);
        Summary.Add(new TraceDamage(TraceDamageId.Overwritten, _lines.Offset, string.Create(CultureInfo.InvariantCulture,
            $"the header says that ftrace's buffer was too small: {_header.Overwritten:N0} entries, the oldest, were overwritten. Counts are of the later ones; record with a larger buffer_size_kb, or read trace_pipe")));
    }

    private void Begin(in KvmEvent e)
    {
        _firstTimeNs = e.TimeNs;
        _mayBeDeltas = _form == TraceForm.PerfScript && (_header.FirstTimeNs ?? e.TimeNs) == 0;
        Info = Info with { Host = _header.Host, WallClockOffsetNs = _header.WallClockOffsetNs };
        if (_decoder.TimesAreTicks)
            Info = Info with { TicksClock = "a clock that counts" };
    }

    // The first time is 0 and a later one is smaller: each time is the difference to the previous event. Their sums keep the order.
    private long AddDelta(long lastNs, long deltaNs)
    {
        if (!Info.TimesAreDeltas)
        {
            Info = Info with { TimesAreDeltas = true };
            Summary.Add(new TraceDamage(TraceDamageId.TimesAreDeltas, _lines.Offset, "the times are differences between events (perf script --deltatime): counts are correct, but no times are known"));
        }
        return lastNs > long.MaxValue - deltaNs ? lastNs : lastNs + deltaNs;
    }

    private void NoteUnknownTrap(int trap, ReadOnlySpan<byte> line)
    {
        if (_unknownTraps.Count < TraceSummary.MaxDamageKept && _unknownTraps.Add(trap))
            Summary.Add(new TraceDamage(TraceDamageId.UnknownTrap, _lines.Offset, $"trap {Encoding.UTF8.GetString(UnknownTrap.NameIn(line))} is unknown: it is counted as 0x{trap:x}"));
    }

    private void EndAt(in KvmEvent next)
    {
        if (_order.IsSortedByText(next))
            Refuse(TraceDamageId.Unsorted, LineOrder.Message);
        else
            NoteSeam("time goes back to the beginning");
    }

    private void NoteSeam(string why)
    {
        Summary.Add(new TraceDamage(TraceDamageId.TextSeam, _lines.Offset, $"{why}: another recording begins here; each is counted separately"));
        _atSeam = true;
    }

    // A text without any wanted event is reported as damage, because a count of 0 could be wrong.
    private void NoteEnd()
    {
        if (_isEndNoted)
            return;
        _isEndNoted = true;
        Summary.OutOfOrder = Info.TimesAreDeltas ? 0 : _decoder.OutOfOrder;
        if (_bad.Unreadable(Summary.GuestExits, Summary.RunCores) is { } unreadable)
        {
            Summary.Replace(TraceDamageId.BadLine, unreadable);
            return;
        }
        _bad.Finish(Summary);
        if (_firstCopy is { } copy)
            Summary.Add(new TraceDamage(TraceDamageId.Repeated, copy, $"from here on, {_decoder.Copies} lines repeat the event of the line before: the same thread, CPU, time and fields; each event is counted once"));
        if (_order.IsCoarse && !Info.TimesAreDeltas)
            Summary.Add(new TraceDamage(TraceDamageId.CoarseClock, 0, TraceClock.CoarseMessage("most events have the same time as the event before")));
        if (Summary.Events == 0)
            Summary.Add(new TraceDamage(TraceDamageId.NoEvents, 0, "the text has no readable kvm_guest_exit or kvmppc_run_core; perf script must print the fields comm,pid,tid,cpu,time,event,trace (-F), trace-cmd report and ftrace must print times in seconds"));
    }

    private void NoteDamage(LineKind kind, LineMeaning meaning, ReadOnlySpan<byte> line)
    {
        if (meaning == LineMeaning.Refused && kind != LineKind.LastLine) // else the line was cut off
            Refuse(_decoder.Refusal.Id, $"{_decoder.Refusal.Message}. Events before this line are counted, later ones are not");
        else if (meaning == LineMeaning.Copy)
            _firstCopy ??= _lines.Offset;
        else if (kind == LineKind.TooLong)
            _bad.Add(_lines.Offset, "a line longer than 64 KiB was skipped", Summary);
        else if (kind == LineKind.LastLine && !line.Trim(" \t\r"u8).IsEmpty)
            Summary.Add(new TraceDamage(TraceDamageId.Truncated, _lines.Offset, "the text ends within a line"));
        else if (MessageOf(meaning) is { } message)
        {
            if (meaning == LineMeaning.Bad)
                _bad.CountUnreadable(line, _lines.Offset);
            _bad.Add(_lines.Offset, message, Summary);
        }
    }

    private static string? MessageOf(LineMeaning meaning) => meaning switch
    {
        LineMeaning.Bad => "the line has a known event, but a field is missing or can't be read",
        LineMeaning.Joined => "the line has a second event: a line break is missing, and the line is skipped",
        LineMeaning.Fragment => "the line is no event, although all lines before it are: a line was split, or bytes are missing",
        _ => null,
    };

    private void Refuse(TraceDamageId id, string message)
    {
        _isRefused = true;
        Summary.Add(new TraceDamage(id, _lines.Offset, message));
    }
}
