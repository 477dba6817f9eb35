namespace GangExitStream.Schemas.Records;

/// <summary>
/// One of today's schemas. Its fingerprint is a constant (a test computes it from the text), so that the codecs need
/// not parse a schema at start.
/// </summary>
/// <param name="Name">Name of the record, without its namespace.</param>
/// <param name="Fingerprint">CRC-64-AVRO of the schema's Parsing Canonical Form.</param>
public sealed record RecordSchema(string Name, ulong Fingerprint)
{
    /// <summary>Values of topic kvm-hv-events.</summary>
    public static RecordSchema KvmHvEventBatch { get; } = new("KvmHvEventBatch", 0x1ce3133526a2ce19);

    /// <summary>Values of topic gang-exits.</summary>
    public static RecordSchema GangExit { get; } = new("GangExit", 0x7f330ff0c2a532ff);

    /// <summary>Values of topic gang-exit-counts.</summary>
    public static RecordSchema GangExitCount { get; } = new("GangExitCount", 0xf1d2b12723036e82);

    /// <summary>Values of topic gang-exit-state.</summary>
    public static RecordSchema DetectorState { get; } = new("DetectorState", 0x1ac1c8e9972eb7d8);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RecordSchema> All { get; } = [KvmHvEventBatch, GangExit, GangExitCount, DetectorState];

    /// <summary>The schema's text, as in schemas/NAME.avsc.</summary>
    public string ReadText() => SchemaResources.Read(Name + ".avsc");
}
