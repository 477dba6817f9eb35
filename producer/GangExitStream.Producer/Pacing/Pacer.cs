namespace GangExitStream.Producer.Pacing;

/// <summary>Decides which events are due when a trace is replayed with its recorded spacing. The first event is due at once.</summary>
public sealed class Pacer(ReplaySpeed speed, TimeProvider time)
{
    // Timers are limited to about 49 days. The caller waits again when the event is not due yet.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly double _factor = speed.Factor ?? double.PositiveInfinity;
    private long? _firstTimeNs;
    private long _start;

    /// <summary>Whether events are delayed at all.</summary>
    public bool IsPaced => speed.Factor is not null;

    /// <summary>Number of the next events that are due now.</summary>
    public int CountDue(ReadOnlySpan<KvmEvent> events)
    {
        if (!IsPaced || events.IsEmpty)
            return events.Length;
        Begin(events[0].TimeNs);
        var replayedNs = time.GetElapsedTime(_start).TotalNanoseconds * _factor;
        var due = 0;
        while (due < events.Length && events[due].TimeNs - _firstTimeNs!.Value <= replayedNs)
            due++;
        return due;
    }

    /// <summary>The time until an event is due: at least 1 ms, the resolution of timers, and at most a day.</summary>
    public TimeSpan UntilDue(in KvmEvent e)
    {
        var milliseconds = (e.TimeNs - _firstTimeNs.GetValueOrDefault()) / (1e6 * _factor) - time.GetElapsedTime(_start).TotalMilliseconds;
        return TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 1, LongestWait.TotalMilliseconds));
    }

    private void Begin(long firstTimeNs)
    {
        if (_firstTimeNs is not null)
            return;
        _firstTimeNs = firstTimeNs;
        _start = time.GetTimestamp();
    }
}
