using System.Globalization;
using System.Text;
using GangExitStream.Traces.Text.Checks;
using GangExitStream.Traces.Text.Fields;
using GangExitStream.Traces.Text.Lines;

namespace GangExitStream.Traces.Text;

/// <summary>One recording in a text: decodes its lines to events, and finds its end.</summary>
/// <param name="form">The form of its lines.</param>
/// <param name="options">How to read.</param>
/// <param name="lines">The text, at the recording's first line.</param>
internal sealed class TextRecording(TraceForm form, TraceOptions options, LineBuffer lines)
{
    /// <summary>Where time goes back by more than this, in nanoseconds, the lines are of another recording: trace_pipe's readers wait less for a CPU.</summary>
    private const long MaxDisorderNs = 1_000_000_000;

    private readonly LineDecoder _decoder = new(form, options.System, options.ClockHz, options.WithEntries);
    private readonly TextHeader _header = new(options.System);
    private readonly TextFindings _findings = new(form, lines);
    private readonly LineOrder _order = new();
    private readonly PendingLoss _loss = new();
    private long? _firstTimeNs; // of the first wanted event
    private long _lastTimeNs;
    private bool _mayBeDeltas;
    private TraceForm? _nextForm; // when its header has been found
    private bool _isRefused;
    private bool _isFinished;

    public TraceInfo Info { get; private set; } = new() { Form = form };

    public TraceSummary Summary => _findings.Summary;

    /// <summary>Another recording begins at the current line.</summary>
    public bool IsAtSeam { get; private set; }

    /// <summary>It begins at a time within this one: the lines of several hosts may be mixed.</summary>
    public bool GoesBackWithin { get; private set; }

    /// <summary>The form of the recording that begins there.</summary>
    public TraceForm NextForm => _nextForm ?? form;

    /// <summary>No further line belongs to the recording, or its lines are refused.</summary>
    public bool IsOver => IsAtSeam || _isRefused;

    /// <summary>Decodes the lines in the buffer. Returns the number of events.</summary>
    public int Drain(Span<KvmEvent> events)
    {
        var count = 0;
        while (count < events.Length && !IsOver)
        {
            var kind = lines.Peek(out var line);
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
                EndAtSeam(TextSeam.IsIn(line) ? $"the text says it ({Printable.Text(line)})" : "a header is repeated");
                break;
            }
            if (TryLine(kind, line, ref events[count]))
                count++;
            if (IsOver)
                break;
            lines.Consume();
        }
        return count;
    }

    /// <summary>Completes the summary, once.</summary>
    public void Finish()
    {
        if (!_isFinished)
            _findings.Finish(Info, _decoder, _order);
        _isFinished = true;
    }

    // A loss waits for a line with a time. If another loss, another recording or the end comes first, it gets the last time seen.
    private bool TryLossTime(LineKind kind, ReadOnlySpan<byte> line)
    {
        if (kind == LineKind.None)
            return lines.Ended;
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
        if (_firstTimeNs is null)
            return false;
        if (TextForm.BeginsRecording(line, out var next))
            _nextForm = next;
        return _nextForm is not null || TextSeam.IsIn(line);
    }

    private bool BeginsAgain(long timeNs) => _lastTimeNs - timeNs > (timeNs <= _firstTimeNs ? LineOrder.JitterNs : MaxDisorderNs);

    private bool TryLine(LineKind kind, ReadOnlySpan<byte> line, ref KvmEvent slot)
    {
        if (lines.HasZeros && line.Contains((byte)0))
        {
            _findings.AddZeros(kind, line);
            return false;
        }
        if (form != TraceForm.PerfScript && LostLine.TryRead(line, out var cpu, out var lost))
        {
            _loss.Set(cpu, lost);
            return false;
        }
        if (form == TraceForm.PerfScript && LostLine.IsWarning(line))
            _findings.Add(TraceDamageId.LossReported, $"perf script says that events were lost ({Encoding.UTF8.GetString(line).TrimEnd('\r')}), but not in its lines: runs may be wrong, and counts too low; report the perf.data itself");
        if (_firstTimeNs is null)
            ReadHeader(line);
        var meaning = _decoder.Decode(line, out var e);
        if (meaning == LineMeaning.Event && kind == LineKind.LastLine && _decoder.ContradictsLastRun(e))
            meaning = LineMeaning.Bad;
        if (meaning != LineMeaning.Event)
        {
            if (meaning == LineMeaning.Refused && kind != LineKind.LastLine) // else the line was cut off
                Refuse(_decoder.Refusal.Id, $"{_decoder.Refusal.Message}. Events before this line are counted, later ones are not");
            else
                AddOther(kind, meaning, line);
            return false;
        }
        if (_firstTimeNs is null)
            Begin(e);
        else if (_mayBeDeltas && (Info.TimesAreDeltas || e.TimeNs < _lastTimeNs))
            e.TimeNs = AddDelta(_lastTimeNs, e.TimeNs);
        else if (BeginsAgain(e.TimeNs))
        {
            EndBefore(e);
            return false;
        }
        _order.Add(e);
        _lastTimeNs = e.TimeNs;
        if (e.Kind == KvmEventKind.GuestExit && e.Trap >= UnknownTrap.First)
            _findings.AddUnknownTrap(e.Trap, line);
        slot = e;
        return true;
    }

    private void AddOther(LineKind kind, LineMeaning meaning, ReadOnlySpan<byte> line)
    {
        if (!LogLoss.TryRead(line, out var messages))
        {
            _findings.Add(kind, meaning, line);
            return;
        }
        _loss.Set(KvmEvent.Unknown, messages);
        _findings.Add(TraceDamageId.LinesLeftOut, $"a log left out lines here ({Printable.Text(line)}): their events are missing, so runs may be wrong, and counts too low; use the file that the tool wrote, without a log between");
    }

    private void ReadHeader(ReadOnlySpan<byte> line)
    {
        var before = _header.Overwritten;
        _header.Read(line, _decoder);
        if (_header.Overwritten == before)
            return;
        _loss.Set(KvmEvent.Unknown, _header.Overwritten);
        _findings.AddOverwritten(_header.Overwritten);
    }

    private void Begin(in KvmEvent e)
    {
        _firstTimeNs = e.TimeNs;
        _mayBeDeltas = form == TraceForm.PerfScript && (_header.FirstTimeNs ?? e.TimeNs) == 0;
        Info = Info with { Host = _header.Host, WallClockOffsetNs = _header.WallClockOffsetNs };
        foreach (var finding in _header.LeftOut)
            _findings.Add(finding.Id, finding.Message);
        if (_decoder.TimesAreTicks)
            Info = Info with { TicksClock = "a clock that counts" };
    }

    // The first time is 0 and a later one is smaller: each time is the difference to the previous event. Their sums keep the order.
    private long AddDelta(long lastNs, long deltaNs)
    {
        if (!Info.TimesAreDeltas)
        {
            Info = Info with { TimesAreDeltas = true };
            _findings.Add(TraceDamageId.TimesAreDeltas, "the times are differences between events (perf script --deltatime): counts are correct, but no times are known");
        }
        return lastNs > long.MaxValue - deltaNs ? lastNs : lastNs + deltaNs;
    }

    private void EndBefore(in KvmEvent next)
    {
        if (_order.IsSortedByText(next))
            Refuse(TraceDamageId.Unsorted, LineOrder.Message);
        else
        {
            GoesBackWithin = next.TimeNs > _firstTimeNs;
            EndAtSeam(GoesBackWithin ? string.Create(CultureInfo.InvariantCulture, $"time goes back by {(_lastTimeNs - next.TimeNs) / 1e9:0.###} s") : "time goes back to the beginning");
        }
    }

    private void EndAtSeam(string reason)
    {
        IsAtSeam = true;
        _findings.Add(TraceDamageId.TextSeam, $"{reason}: another recording begins here; each is counted separately");
    }

    private void Refuse(TraceDamageId id, string message)
    {
        _isRefused = true;
        _findings.Add(id, message);
    }
}
