namespace GangExitStream.Producer.Live;

/// <summary>The clock of the recorder's time stamps.</summary>
public enum RecorderClock
{
    /// <summary>perf's own clock, or one that can't be read here: its offset to wall time is unknown.</summary>
    Unknown,

    /// <summary>CLOCK_MONOTONIC.</summary>
    Monotonic,

    /// <summary>CLOCK_REALTIME: wall time.</summary>
    Realtime,
}
