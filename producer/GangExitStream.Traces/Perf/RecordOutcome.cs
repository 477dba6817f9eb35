namespace GangExitStream.Traces.Perf;

/// <summary>Why <see cref="RecordLoop.Run"/> returned.</summary>
internal enum RecordOutcome
{
    /// <summary>The next record is not complete.</summary>
    NeedsMore,

    /// <summary>The block is full, or a round ended: pass it on.</summary>
    BlockDone,

    /// <summary>The next record is a description or needs bytes beyond its own size; the owner of the window processes it.</summary>
    Special,

    /// <summary>Another recording begins: the next bytes are a perf.data header.</summary>
    NextRecording,

    /// <summary>The next record is impossible; nothing after it can be trusted.</summary>
    Broken,
}
