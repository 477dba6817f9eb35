using System.Globalization;
using GangExitStream.Traces.Text.Fields;

namespace GangExitStream.Traces.Text.Checks;

/// <summary>
/// The lines of a recording that can't be read. Names the first few and counts the others. When no line of one event could be read, its counts would
/// mean nothing: then there is one finding, with the reason that these lines have in common.
/// </summary>
internal sealed class BadLines(TraceForm form)
{
    private const int MaxNamed = 5;

    /// <summary>So many lines of an event, and no readable one, are no accident.</summary>
    private const int MinOfEvent = 3;

    private const int MinAtBeginning = 8;

    private readonly UnreadableEvent _exits = new("kvm_guest_exit");
    private readonly UnreadableEvent _runs = new("kvmppc_run_core");
    private long _count;
    private long _lastOffset;

    /// <summary>Adds a finding, up to a number of them.</summary>
    public void Add(long offset, string message, TraceSummary summary)
    {
        if (_count++ < MaxNamed)
            summary.Add(new TraceDamage(TraceDamageId.BadLine, offset, message));
        _lastOffset = offset;
    }

    /// <summary>Notes an unreadable line of one of the two events.</summary>
    public void CountUnreadable(ReadOnlySpan<byte> line, long offset)
    {
        var isExit = line.IndexOf(CountedEvents.GuestExit) >= 0;
        if (isExit != line.IndexOf(CountedEvents.RunCore) >= 0)
            (isExit ? _exits : _runs).Add(form, line, offset);
    }

    /// <summary>The finding for an event of which no line could be read; null: there is none.</summary>
    /// <param name="guestExits">Number of guest exits that could be read.</param>
    /// <param name="runCores">Number of run_cores that could be read.</param>
    /// <param name="isBeginning">More lines follow.</param>
    public TraceDamage? Unreadable(long guestExits, long runCores, bool isBeginning = false)
    {
        var least = isBeginning ? MinAtBeginning : guestExits + runCores == 0 ? 1 : MinOfEvent;
        if (runCores == 0 && _runs.Lines >= least)
            return _runs.Finding(guestExits == 0 && _exits.Lines > 0 ? _exits : null);
        return guestExits == 0 && _exits.Lines >= least ? _exits.Finding(null) : null;
    }

    /// <summary>Adds the number of lines that were not named.</summary>
    public void Finish(TraceSummary summary)
    {
        if (_count > MaxNamed)
            summary.Add(new TraceDamage(TraceDamageId.BadLine, _lastOffset, string.Create(CultureInfo.InvariantCulture, $"{_count - MaxNamed:N0} more lines can't be read; this is the last")));
    }
}
