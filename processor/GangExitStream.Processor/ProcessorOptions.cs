using GangExitStream.Detection;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Processor;

/// <summary>How events become gang exits and counts. Nothing in it knows of Kafka.</summary>
public sealed record ProcessorOptions
{
    /// <summary>The rule that the gang exits follow.</summary>
    public Attribution Attribution { get; init; } = Attribution.Vcore;

    /// <summary>Length of the tumbling windows, in event time.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often an epoch ends in a transaction.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A VM that has sent nothing for so long (wall clock) gets its open window marked final.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An ended or silent VM's state is forgotten after this (wall clock): a replay within it changes nothing.</summary>
    public TimeSpan StateRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>An epoch ends early when its outputs reach so many bytes.</summary>
    public int MaxEpochBytes { get; init; } = 32 << 20;

    /// <summary>
    /// Outputs are handed to the committer when they reach so many bytes, without waiting for the epoch's end: they are written
    /// while their memory is still in the cache. A quiet epoch has one part, and its transaction is as short as can be.
    /// </summary>
    public int PartBytes { get; init; } = 1 << 20;

    /// <summary>So many records fill a part, too, however few bytes they have: a million states that are forgotten at once have none.</summary>
    public int PartRecords { get; init; } = 65_536;

    /// <summary>Who writes the epochs. The changelog names it, so that its successor can end what it may have left open.</summary>
    public string Writer { get; init; } = "";

    /// <summary>Which input the offsets are of: a topic that was made again has another id. Empty: not known.</summary>
    public string Input { get; init; } = "";

    /// <summary>What the values begin with; single-object encoding unless a registry gave ids.</summary>
    public OutputPrefixes Prefixes { get; init; } = OutputPrefixes.SingleObject;
}

/// <summary>The prefix of each topic's values: which schema they are written with.</summary>
public sealed record OutputPrefixes(RecordPrefix GangExit, RecordPrefix Count, RecordPrefix State)
{
    /// <summary>Avro's own framing: no registry is needed.</summary>
    public static OutputPrefixes SingleObject { get; } = new(
        RecordPrefix.SingleObject(RecordSchema.GangExit),
        RecordPrefix.SingleObject(RecordSchema.GangExitCount),
        RecordPrefix.SingleObject(RecordSchema.DetectorState));
}
