namespace GangExitStream.Producer;

/// <summary>The fields of each batch that name the source of its events.</summary>
/// <param name="Host">The recorded host.</param>
/// <param name="Source">The trace file or the live recording of that host.</param>
/// <param name="WallClockOffsetNs">Wall time = trace time + this, in nanoseconds; null: unknown.</param>
public sealed record SourceIdentity(string Host, string Source, long? WallClockOffsetNs = null);
