namespace GangExitStream.Producer;

/// <summary>What each batch says of where its events come from.</summary>
/// <param name="Host">The recorded host.</param>
/// <param name="Source">One trace file or one live recording of it.</param>
/// <param name="WallClockOffsetNs">Wall time = trace time + it, nanoseconds; null where nobody knows.</param>
public sealed record SourceIdentity(string Host, string Source, long? WallClockOffsetNs = null);
