using System.Globalization;
using System.Text;
using GangExitStream.Traces.RingBuffer;
using GangExitStream.Traces.Text.Fields;
using GangExitStream.Traces.Text.Lines;

namespace GangExitStream.Traces.Text.Checks;

/// <summary>Collects the damage of one recording in a text, each with the offset of its line.</summary>
/// <param name="form">The form of its lines.</param>
/// <param name="lines">The text.</param>
internal sealed class TextFindings(TraceForm form, LineBuffer lines)
{
    private readonly BadLines _bad = new(form);
    private readonly WhatIsThere _there = new(form);
    private readonly HashSet<int> _unknownTraps = [];
    private long? _firstRound; // offset of the first line that --show-round-events adds
    private long? _firstCopy; // offset of the first line that repeats an event

    public TraceSummary Summary { get; } = new();

    /// <summary>Adds damage at the current line.</summary>
    public void Add(TraceDamageId id, string message) => Summary.Add(new TraceDamage(id, lines.Offset, message));

    /// <summary>Adds the current line, which has no event, if it is damaged.</summary>
    public void Add(LineKind kind, LineMeaning meaning, ReadOnlySpan<byte> line)
    {
        if (Summary.Events == 0)
            _there.Note(line);
        if (line.StartsWith("PERF_RECORD_FINISHED_ROUND"u8))
            _firstRound ??= lines.Offset;
        else if (meaning == LineMeaning.Copy)
            _firstCopy ??= lines.Offset;
        else if (kind == LineKind.TooLong)
            _bad.Add(lines.Offset, "a line longer than 64 KiB was skipped", Summary);
        else if (kind == LineKind.LastLine && !line.Trim(" \t\r"u8).IsEmpty)
            Add(TraceDamageId.Truncated, "the text ends within a line");
        else if (MessageOf(meaning) is { } message)
        {
            if (meaning == LineMeaning.Bad)
                _bad.CountUnreadable(line, lines.Offset);
            _bad.Add(lines.Offset, message, Summary);
        }
    }

    /// <summary>Adds a trap without a known name; once for each trap, up to a number of them.</summary>
    public void AddUnknownTrap(int trap, ReadOnlySpan<byte> line)
    {
        if (_unknownTraps.Count < TraceSummary.MaxDamageKept && _unknownTraps.Add(trap))
            Add(TraceDamageId.UnknownTrap, $"trap {Encoding.UTF8.GetString(UnknownTrap.NameIn(line))} is unknown: it is counted as 0x{trap:x}");
    }

    /// <summary>Adds a line with zero bytes. At the end of the text they are as if it were cut off.</summary>
    public void AddZeros(LineKind kind, ReadOnlySpan<byte> line)
    {
        Add(kind, LineMeaning.NotOurs, line);
        if (kind == LineKind.Line)
            Add(TraceDamageId.Zeros, ZeroBytes.Within(line));
    }

    /// <summary>Adds a loss that the header of ftrace's text reports.</summary>
    public void AddOverwritten(long entries) => Add(TraceDamageId.Overwritten, string.Create(CultureInfo.InvariantCulture,
        $"the header says that ftrace's buffer was too small: {entries:N0} entries, the oldest, were overwritten. Counts are of the later ones; record with a larger buffer_size_kb, or read trace_pipe"));

    /// <summary>Adds what is known at the end of the recording. A text without any wanted event is damage, because a count of 0 could be wrong.</summary>
    public void Finish(TraceInfo info, LineDecoder decoder, LineOrder order)
    {
        Summary.OutOfOrder = info.TimesAreDeltas ? 0 : Math.Max(decoder.OutOfOrder, order.OutOfOrder);
        if (_bad.Unreadable(Summary.GuestExits, Summary.RunCores) is { } unreadable)
        {
            Summary.Replace(TraceDamageId.BadLine, unreadable);
            return;
        }
        _bad.Finish(Summary);
        if (_firstCopy is { } copy)
            Summary.Add(new TraceDamage(TraceDamageId.Repeated, copy, $"from here on, {decoder.Copies} lines repeat the event of the line before: the same thread, CPU, time and fields; each event is counted once"));
        if (_firstRound is { } round && order.GoesBack)
            Summary.Add(new TraceDamage(TraceDamageId.Unsorted, round, "perf script --show-round-events prints the events unsorted, CPU after CPU: runs that move, and times between runs, are wrong; run it without"));
        if (order.IsCoarse && !info.TimesAreDeltas)
            Summary.Add(new TraceDamage(TraceDamageId.CoarseClock, 0, TraceClock.CoarseMessage("most events have the same time as the event before")));
        if (Summary.Events == 0)
            Summary.Add(new TraceDamage(TraceDamageId.NoEvents, 0, _there.Finding()));
    }

    private static string? MessageOf(LineMeaning meaning) => meaning switch
    {
        LineMeaning.Bad => "the line has a known event, but a field is missing or can't be read",
        LineMeaning.Joined => "the line has a second event: a line break is missing, and the line is skipped",
        LineMeaning.Fragment => "the line is no event, although all lines before it are: a line was split, or bytes are missing",
        _ => null,
    };
}
