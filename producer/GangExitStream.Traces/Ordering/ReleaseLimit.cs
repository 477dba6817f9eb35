namespace GangExitStream.Traces.Ordering;

/// <summary>
/// The time up to which events may be returned to the caller. The rule is perf's (tools/perf/util/ordered-events.c): the end of a round allows all events up to
/// the largest time of the round before.
/// </summary>
internal sealed class ReleaseLimit
{
    private long _largest;
    private long _largestOfRoundBefore;

    /// <summary>Events up to this time may be returned.</summary>
    public long Time { get; private set; } = long.MinValue;

    /// <summary>Notes the largest time of a block that was read.</summary>
    public void NoteTime(long time) => _largest = Math.Max(_largest, time);

    /// <summary>A round of the recorder ended.</summary>
    public void EndRound()
    {
        AllowUpTo(_largestOfRoundBefore);
        _largestOfRoundBefore = _largest;
    }

    /// <summary>No event before this time will come.</summary>
    public void AllowUpTo(long time) => Time = Math.Max(Time, time);

    /// <summary>The recording ended.</summary>
    public void EndAll() => Time = long.MaxValue;

    /// <summary>The memory limit is reached: allows the older half of the pending events, by time, as perf does.</summary>
    /// <param name="firstTime">The time of the earliest pending event.</param>
    public void AllowOlderHalf(long firstTime)
    {
        var oldest = Math.Min(_largest, firstTime);
        AllowUpTo(oldest + (_largest - oldest) / 2);
    }
}
