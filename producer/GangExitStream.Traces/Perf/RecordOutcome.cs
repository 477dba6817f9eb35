namespace GangExitStream.Traces.Perf;

/// <summary>Why <see cref="RecordLoop.Run"/> came back.</summary>
internal enum RecordOutcome
{
    /// <summary>It needs more bytes than are available.</summary>
    NeedsMore,

    /// <summary>The block is full, or a round ended: pass it on.</summary>
    BlockDone,

    /// <summary>A record that needs bytes beyond its own (tracing data, compressed) is next; the owner of the bytes takes it.</summary>
    Special,

    /// <summary>Another recording begins: what comes is a perf.data's header.</summary>
    NextRecording,

    /// <summary>A record that can't be: nothing after it can be trusted.</summary>
    Broken,
}
