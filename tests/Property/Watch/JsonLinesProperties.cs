using System.Globalization;
using System.Text.Json.Nodes;
using Avro;
using Avro.Generic;
using CsCheck;
using GangExitStream.Schemas.Binary;
using GangExitStream.Subscriber;
using GangExitStream.Subscriber.Json;
using GangExitStream.Tests.Property.Avro;
using RecordSchema = Avro.RecordSchema;

namespace GangExitStream.Tests.Property.Watch;

/// <summary>The lines against Apache.Avro's own values of the same bytes, turned into JSON by the schema.</summary>
public sealed class JsonLinesProperties
{
    [Fact]
    public void A_gang_exit_is_its_Avro_record_as_plain_JSON() => Check<GangExit, WatchedExit>();

    [Fact]
    public void A_count_is_its_Avro_record_as_plain_JSON() => Check<GangExitCount, WatchedCount>();

    private static void Check<T, TRecord>()
        where TRecord : struct, IWatchedRecord<T>
    {
        var schema = ApacheAvro.Parse(TRecord.Schema.ReadText());
        AvroGen.Record(schema).Array[1, 40].Sample(records =>
        {
            var lines = Lines<T, TRecord>(records.Select(ApacheAvro.Write));
            Assert.Equal(records.Length, lines.Length);
            for (var i = 0; i < lines.Length; i++)
                AssertSame(Plain(records[i], schema)!.AsObject(), JsonNode.Parse(lines[i])!.AsObject());
        }, iter: 200);
    }

    private static string[] Lines<T, TRecord>(IEnumerable<byte[]> bodies)
        where TRecord : struct, IWatchedRecord<T>
    {
        var output = new StringWriter();
        using var view = new JsonLines<T, TRecord>(output);
        foreach (var body in bodies)
        {
            Assert.Equal(AvroError.None, TRecord.Decode(body, new Utf8StringCache(), out var item));
            view.Add(in item);
        }
        view.Complete(default);
        Assert.EndsWith("\n", output.ToString(), StringComparison.Ordinal);
        return output.ToString()[..^1].Split('\n');
    }

    private static void AssertSame(JsonObject expected, JsonObject actual)
    {
        Assert.Equal(expected.Select(field => field.Key), actual.Select(field => field.Key));
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected}\n{actual}");
    }

    private static JsonNode? Plain(object? value, Schema schema) => (value, schema) switch
    {
        (null, _) => null,
        (_, UnionSchema union) => Plain(value, union.Schemas.Single(branch => branch.Tag != Schema.Type.Null)),
        (GenericRecord record, RecordSchema fields) => Object(fields.Fields.Select(field => (field.Name, Plain(record.GetValue(field.Pos), field.Schema)))),
        (IDictionary<string, object> map, MapSchema { ValueSchema: var values }) => Object(map.Select(pair => (pair.Key, Plain(pair.Value, values)))),
        (GenericEnum symbol, _) => JsonValue.Create(symbol.Value),
        (string text, _) => JsonValue.Create(text),
        (bool truth, _) => JsonValue.Create(truth),
        _ => JsonNode.Parse(Convert.ToString(value, CultureInfo.InvariantCulture)!),
    };

    private static JsonObject Object(IEnumerable<(string Name, JsonNode? Value)> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
}
