namespace GangExitStream.Processor.Graph;

/// <summary>Whether the current epoch has to end.</summary>
internal enum EpochEnd
{
    /// <summary>It continues.</summary>
    Not,

    /// <summary>The commit interval has passed. It ends unless the previous epoch is still being committed.</summary>
    May,

    /// <summary>A <see cref="Ingest.LaneOrder.Release"/> was ordered, or the epoch has reached its maximum size.</summary>
    Must,
}
