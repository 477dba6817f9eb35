using GangExitStream.Detection;
using GangExitStream.Processor.Epochs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Processor;

/// <summary>How events become gang exits and counts. Independent of Kafka.</summary>
public sealed record ProcessorOptions
{
    /// <summary>The rule that decides which runs are gang exits (docs/semantics.md).</summary>
    public Attribution Attribution { get; init; } = Attribution.Vcore;

    /// <summary>Length of the tumbling windows, in event time.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often an epoch ends in a transaction.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The open window of a VM is marked final when the VM has sent nothing for this long (wall clock).</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>State of a VM that has sent nothing for this long (wall clock) is deleted. Until then, a replay of its events changes nothing.</summary>
    public TimeSpan StateRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>An epoch ends early when its outputs reach this many bytes.</summary>
    public int MaxEpochBytes { get; init; } = 32 << 20;

    /// <summary>
    /// Outputs go to the committer when they reach this many bytes, before the epoch ends, so that they are written while still in the CPU's
    /// cache. An epoch with few outputs has one part, and its transaction stays short.
    /// </summary>
    public int PartBytes { get; init; } = 1 << 20;

    /// <summary>A part is also full at this many records: tombstones have no bytes, and a million states can expire at once.</summary>
    public int PartRecords { get; init; } = 65_536;

    /// <summary>Most bytes of a dead letter's value: more are cut off.</summary>
    public int DeadLetterBytes { get; init; } = DeadLetter.MaxValueBytes;

    /// <summary>
    /// The writer's transactional id. The changelog records it, so that the partition's next owner can abort a transaction that this writer left open.
    /// </summary>
    public string Writer { get; init; } = "";

    /// <summary>Id of the input topic that the offsets belong to: a topic that was created again has another id. Empty: unknown.</summary>
    public string Input { get; init; } = "";

    /// <summary>The prefix of the values: single-object encoding, or schema ids of a registry.</summary>
    public OutputPrefixes Prefixes { get; init; } = OutputPrefixes.SingleObject;
}

/// <summary>The prefix of each topic's values: it names the schema that they are written with.</summary>
public sealed record OutputPrefixes(RecordPrefix GangExit, RecordPrefix Count, RecordPrefix State)
{
    /// <summary>Avro's single-object encoding, which needs no registry.</summary>
    public static OutputPrefixes SingleObject { get; } = new(
        RecordPrefix.SingleObject(RecordSchema.GangExit),
        RecordPrefix.SingleObject(RecordSchema.GangExitCount),
        RecordPrefix.SingleObject(RecordSchema.DetectorState));
}
