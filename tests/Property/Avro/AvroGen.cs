using Avro;
using Avro.Generic;
using CsCheck;

namespace GangExitStream.Tests.Property.Avro;

/// <summary>Random values of any Avro schema, as Apache.Avro's generic types.</summary>
internal static class AvroGen
{
    // One that is drawn evenly hardly ever has less than all of its bytes.
    private static readonly Gen<long> OfAnyLength = Gen.Select(Gen.Long, Gen.Int[0, 63], (value, shift) => value >> shift);
    private static readonly Gen<long> Longs = Gen.OneOf(
        Gen.Long, Gen.Long[-70, 70], OfAnyLength, Gen.OneOf(long.MinValue, long.MaxValue, 0L));
    private static readonly Gen<int> Ints = Gen.OneOf(
        Gen.Int, Gen.Int[-70, 70], OfAnyLength.Select(value => (int)value), Gen.OneOf(int.MinValue, int.MaxValue, 0));
    private static readonly Gen<string> Strings = Gen.OneOf(
        Gen.String[Gen.Char['a', 'z'], 0, 20],
        Gen.OneOf("", "power8-a", "hôte", "主机", "🖥 one", new string('x', 300)));

    /// <param name="schema">What to make.</param>
    /// <param name="registers">Whether the events of a batch have registers: our encoder gives them to all or none.</param>
    public static Gen<GenericRecord> Record(global::Avro.RecordSchema schema, bool registers = true)
    {
        var fields = schema.Fields.Select(field => Field(field, registers)).ToArray();
        return Sequence(fields).Select(values =>
        {
            var record = new GenericRecord(schema);
            for (var i = 0; i < values.Length; i++)
                record.Add(schema.Fields[i].Name, values[i]);
            return record;
        });
    }

    /// <summary>A random cut of a count into blocks, and whether each is written with its size.</summary>
    public static Gen<bool[]> Cuts { get; } = Gen.Bool.Array[64];

    private static Gen<object> Field(Field field, bool registers) => field.Name switch
    {
        "ceded" when field.Documentation.Contains("255", StringComparison.Ordinal) => Gen.Int[0, 255].Select(value => (object)value),
        "guest_ns" => Gen.OneOf(Gen.Const((object)null!), Longs.Select(value => (object)(value & long.MaxValue))),
        "trigger_rank" => Gen.Int[0, 255].Select(value => (object)value),
        "registers" when field.Schema is UnionSchema union => registers ? Of(union[1], registers) : Gen.Const((object)null!),
        _ => Of(field.Schema, registers),
    };

    private static Gen<object> Of(Schema schema, bool registers) => schema switch
    {
        global::Avro.RecordSchema record => Record(record, registers).Select(value => (object)value),
        UnionSchema union => Gen.Int[0, union.Count - 1].SelectMany(i => Of(union[i], registers)),
        ArraySchema array => Of(array.ItemSchema, registers).Array[0, 12].Select(items => (object)items),
        MapSchema map => Gen.Select(Strings, Of(map.ValueSchema, registers)).Array[0, 6].Select(ToMap),
        EnumSchema symbols => Gen.Int[0, symbols.Count - 1].Select(i => (object)new GenericEnum(symbols, symbols[i])),
        _ => Primitive(schema.Tag),
    };

    private static Gen<object> Primitive(Schema.Type type) => type switch
    {
        Schema.Type.Null => Gen.Const((object)null!),
        Schema.Type.Boolean => Gen.Bool.Select(value => (object)value),
        Schema.Type.Int => Ints.Select(value => (object)value),
        Schema.Type.Long => Longs.Select(value => (object)value),
        Schema.Type.Double => Gen.Double.Select(value => (object)value),
        Schema.Type.String => Strings.Select(value => (object)value),
        _ => throw new NotSupportedException(type.ToString()),
    };

    private static object ToMap((string Key, object Value)[] items)
    {
        var map = new Dictionary<string, object>();
        foreach (var (key, value) in items)
            map[key] = value;
        return map;
    }

    private static Gen<object[]> Sequence(Gen<object>[] gens) =>
        gens.Aggregate(Gen.Const(Array.Empty<object>()), (sofar, next) => Gen.Select(sofar, next, (head, tail) => (object[])[.. head, tail]));
}
