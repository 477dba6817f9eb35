using System.Text.Unicode;
using Avro;
using GangExitStream.Schemas.Binary;

namespace GangExitStream.Schemas.Resolution;

/// <summary>
/// Checks a body against any schema without keeping values. Apache.Avro does not check lengths and counts, so the bytes must be
/// validated before they are passed to it.
/// </summary>
internal static class AvroSkimmer
{
    private const int MaxDepth = 64;

    /// <summary>Checks that the bytes are exactly one value of the schema.</summary>
    public static AvroError Check(ReadOnlySpan<byte> body, Schema schema)
    {
        var reader = new AvroReader(body);
        Skim(ref reader, schema, 0);
        return reader.Finish();
    }

    private static void Skim(ref AvroReader reader, Schema schema, int depth)
    {
        if (depth > MaxDepth)
            reader.Fail(AvroErrorId.TooLarge, reader.Position);
        if (reader.Failed)
            return;
        switch (schema)
        {
            case global::Avro.RecordSchema record: SkimFields(ref reader, record, depth); break;
            case UnionSchema union: Skim(ref reader, union[reader.ReadIndex(union.Count - 1)], depth + 1); break;
            case ArraySchema array: SkimBlocks(ref reader, array.ItemSchema, keys: false, depth); break;
            case MapSchema map: SkimBlocks(ref reader, map.ValueSchema, keys: true, depth); break;
            case EnumSchema symbols: reader.ReadIndex(symbols.Count - 1); break;
            case FixedSchema bytes: reader.Skip(bytes.Size); break;
            case LogicalSchema logical: Skim(ref reader, logical.BaseSchema, depth + 1); break;
            default: SkimPrimitive(ref reader, schema.Tag); break;
        }
    }

    private static void SkimFields(ref AvroReader reader, global::Avro.RecordSchema record, int depth)
    {
        foreach (var field in record.Fields)
            Skim(ref reader, field.Schema, depth + 1);
    }

    private static void SkimBlocks(ref AvroReader reader, Schema items, bool keys, int depth)
    {
        while (reader.ReadBlockCount(minItemBytes: 1) is var count and > 0)
        {
            for (var i = 0; i < count && !reader.Failed; i++)
            {
                if (keys)
                    SkimString(ref reader);
                Skim(ref reader, items, depth + 1);
            }
        }
    }

    private static void SkimPrimitive(ref AvroReader reader, Schema.Type type)
    {
        switch (type)
        {
            case Schema.Type.Null: break;
            case Schema.Type.Boolean: reader.ReadBoolean(); break;
            case Schema.Type.Int: reader.ReadInt(); break;
            case Schema.Type.Long: reader.ReadLong(); break;
            case Schema.Type.Float: reader.Skip(4); break;
            case Schema.Type.Double: reader.Skip(8); break;
            case Schema.Type.Bytes: reader.ReadBytes(); break;
            case Schema.Type.String: SkimString(ref reader); break;
            default: reader.Fail(AvroErrorId.IncompatibleSchema, reader.Position); break;
        }
    }

    private static void SkimString(ref AvroReader reader)
    {
        var start = reader.Position;
        if (!Utf8.IsValid(reader.ReadBytes()))
            reader.Fail(AvroErrorId.BadUtf8, start);
    }
}
