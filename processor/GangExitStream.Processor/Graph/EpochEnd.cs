namespace GangExitStream.Processor.Graph;

/// <summary>Whether the epoch that is being filled is to end.</summary>
internal enum EpochEnd
{
    /// <summary>It goes on.</summary>
    Not,

    /// <summary>Its time has come; it may go on while the one before is still being committed.</summary>
    May,

    /// <summary>Somebody waits for it, or it is as large as an epoch may be.</summary>
    Must,
}
