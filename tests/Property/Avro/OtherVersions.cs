using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Avro;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Tests.Property.Avro;

/// <summary>Makes older and newer versions of our schemas, and knows them as a released-schemas folder would.</summary>
internal sealed class OtherVersions(params global::Avro.RecordSchema[] schemas) : IWriterSchemas
{
    /// <summary>Ours with two new fields, one of them in the middle, that have defaults.</summary>
    public static string Newer(GangExitStream.Schemas.Records.RecordSchema ours) => Change(ours, fields =>
    {
        fields.Insert(2, JsonNode.Parse("""{"name":"rack","type":["null","string"],"default":null,"doc":"d"}"""));
        fields.Add(JsonNode.Parse("""{"name":"notes","type":{"type":"array","items":"double"},"default":[],"doc":"d"}"""));
    });

    /// <summary>Ours without one field.</summary>
    public static string Without(GangExitStream.Schemas.Records.RecordSchema ours, string name) => Change(ours, fields =>
        fields.Remove(fields.Single(field => (string?)field!["name"] == name)));

    public static string Change(GangExitStream.Schemas.Records.RecordSchema ours, Action<JsonArray> change)
    {
        var schema = JsonNode.Parse(ours.ReadText())!;
        change((JsonArray)schema["fields"]!);
        return schema.ToJsonString();
    }

    public static byte[] PrefixOf(Schema schema)
    {
        var prefix = new byte[10];
        (prefix[0], prefix[1]) = (0xc3, 0x01);
        BinaryPrimitives.WriteInt64LittleEndian(prefix.AsSpan(2), SchemaNormalization.ParsingFingerprint64(schema));
        return prefix;
    }

    public string? Find(RecordPrefix prefix) =>
        schemas.FirstOrDefault(schema => RecordPrefix.SingleObject((ulong)SchemaNormalization.ParsingFingerprint64(schema)) == prefix)?.ToString();
}
