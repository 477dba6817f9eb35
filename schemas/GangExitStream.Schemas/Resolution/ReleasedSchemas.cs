using Avro;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Schemas.Resolution;

/// <summary>The released versions of this project's schemas (schemas/released), by fingerprint. Parsed on first use.</summary>
public sealed class ReleasedSchemas : IWriterSchemas
{
    private readonly Lazy<Dictionary<ulong, string>> _texts = new(Load);

    /// <inheritdoc/>
    public string? Find(RecordPrefix prefix) =>
        prefix.Framing == FramingKind.SingleObject ? _texts.Value.GetValueOrDefault(prefix.Id) : null;

    /// <summary>CRC-64-AVRO of a schema's Parsing Canonical Form.</summary>
    internal static ulong FingerprintOf(Schema schema) => (ulong)SchemaNormalization.ParsingFingerprint64(schema);

    private static Dictionary<ulong, string> Load()
    {
        var texts = new Dictionary<ulong, string>();
        foreach (var text in SchemaResources.ReleasedNames().Select(SchemaResources.Read))
            texts.TryAdd(FingerprintOf(Schema.Parse(text)), text); // schemas with the same fingerprint have the same binary encoding
        return texts;
    }
}
