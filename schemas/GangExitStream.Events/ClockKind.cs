namespace GangExitStream.Events;

/// <summary>The clock of the times in a result.</summary>
public enum ClockKind : byte
{
    /// <summary>Nanoseconds since 1970, UTC.</summary>
    Wall = 0,

    /// <summary>Nanoseconds on the recorder's clock, because the trace has no wall clock.</summary>
    Trace = 1,
}
