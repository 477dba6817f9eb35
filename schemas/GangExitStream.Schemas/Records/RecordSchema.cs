namespace GangExitStream.Schemas.Records;

/// <summary>
/// One of the current schemas. Its fingerprint is a constant (a test compares it with the text), so that no schema is
/// parsed at startup.
/// </summary>
/// <param name="Name">Name of the record, without its namespace.</param>
/// <param name="Fingerprint">CRC-64-AVRO of the schema's Parsing Canonical Form.</param>
public sealed record RecordSchema(string Name, ulong Fingerprint)
{
    /// <summary>Values of topic kvm-hv-events.</summary>
    public static RecordSchema KvmHvEventBatch { get; } = new("KvmHvEventBatch", 0x9234a9473cab7169);

    /// <summary>
    /// Version 2 of <see cref="KvmHvEventBatch"/>, which lacks guest_ns. Batches without any guest_ns are written with it: they are a byte an event
    /// shorter, and older readers know it.
    /// </summary>
    public static RecordSchema KvmHvEventBatchV2 { get; } = new("KvmHvEventBatch", 0xc8db0362ac981b9d) { Version = 2 };

    /// <summary>Values of topic gang-exits.</summary>
    public static RecordSchema GangExit { get; } = new("GangExit", 0x6e7e58948caf1373);

    /// <summary>Values of topic gang-exit-counts.</summary>
    public static RecordSchema GangExitCount { get; } = new("GangExitCount", 0xc281fb2f6469d9cf);

    /// <summary>Values of topic gang-exit-state.</summary>
    public static RecordSchema DetectorState { get; } = new("DetectorState", 0x2a8246b6eccc1583);

    /// <summary>All current schemas.</summary>
    public static IReadOnlyList<RecordSchema> All { get; } = [KvmHvEventBatch, GangExit, GangExitCount, DetectorState];

    /// <summary>Its number in schemas/released; null: the current version.</summary>
    public int? Version { get; private init; }

    /// <summary>The schema's text, as in schemas/NAME.avsc or schemas/released/NAME.vN.avsc.</summary>
    public string ReadText() => Version is { } version ? SchemaResources.ReadReleased(Name, version) : SchemaResources.Read(Name + ".avsc");
}
