namespace GangExitStream.Events;

/// <summary>What the times of a result are.</summary>
public enum ClockKind : byte
{
    /// <summary>Nanoseconds since 1970, UTC.</summary>
    Wall = 0,

    /// <summary>Nanoseconds on the recorder's clock: the trace doesn't know the wall clock.</summary>
    Trace = 1,
}
