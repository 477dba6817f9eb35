using Avro;
using Avro.Generic;
using Avro.IO;

namespace GangExitStream.Tests.Property.Avro;

/// <summary>
/// Writes a generic value in the other legal forms of Avro: arrays and maps cut into several blocks, some with a negative
/// count and their size in bytes. Apache.Avro's C# writer never does, writers in other languages do.
/// </summary>
internal sealed class BlockWriter(bool[] cuts)
{
    private int _next;

    public byte[] Write(GenericRecord record) => Bytes(encoder => Write(encoder, record.Schema, record));

    private void Write(BinaryEncoder encoder, Schema schema, object value)
    {
        switch (schema)
        {
            case global::Avro.RecordSchema record:
                foreach (var field in record.Fields)
                    Write(encoder, field.Schema, ((GenericRecord)value).GetValue(field.Pos));
                break;
            case UnionSchema union: WriteUnion(encoder, union, value); break;
            case ArraySchema array:
                WriteBlocks(encoder, (object[])value, (inner, item) => Write(inner, array.ItemSchema, item));
                break;
            case MapSchema map:
                WriteBlocks(encoder, [.. (IDictionary<string, object>)value], (inner, item) => WriteEntry(inner, map, item));
                break;
            case EnumSchema symbols: encoder.WriteEnum(symbols.Ordinal(((GenericEnum)value).Value)); break;
            default: WritePrimitive(encoder, schema.Tag, value); break;
        }
    }

    private void WriteEntry(BinaryEncoder encoder, MapSchema map, KeyValuePair<string, object> entry)
    {
        encoder.WriteString(entry.Key);
        Write(encoder, map.ValueSchema, entry.Value);
    }

    private void WriteUnion(BinaryEncoder encoder, UnionSchema union, object value)
    {
        var branch = Enumerable.Range(0, union.Count).First(i => value switch
        {
            null => union[i].Tag == Schema.Type.Null,
            GenericRecord record => union[i].Equals(record.Schema),
            _ => union[i].Tag != Schema.Type.Null,
        });
        encoder.WriteUnionIndex(branch);
        Write(encoder, union[branch], value!);
    }

    private void WriteBlocks<T>(BinaryEncoder encoder, T[] items, Action<BinaryEncoder, T> write)
    {
        for (var start = 0; start < items.Length;)
        {
            var count = Cut() ? 1 : items.Length - start;
            var block = items.AsMemory(start, count);
            WriteBlock(encoder, count, Bytes(inner => { foreach (var item in block.Span) write(inner, item); }));
            start += count;
        }
        encoder.WriteLong(0);
    }

    private void WriteBlock(BinaryEncoder encoder, int count, byte[] bytes)
    {
        var sized = Cut();
        encoder.WriteLong(sized ? -count : count);
        if (sized)
            encoder.WriteLong(bytes.Length);
        encoder.WriteFixed(bytes);
    }

    private static void WritePrimitive(BinaryEncoder encoder, Schema.Type type, object value)
    {
        switch (type)
        {
            case Schema.Type.Null: break;
            case Schema.Type.Boolean: encoder.WriteBoolean((bool)value); break;
            case Schema.Type.Int: encoder.WriteInt((int)value); break;
            case Schema.Type.Long: encoder.WriteLong((long)value); break;
            case Schema.Type.String: encoder.WriteString((string)value); break;
            default: throw new NotSupportedException(type.ToString());
        }
    }

    private bool Cut() => cuts[_next++ % cuts.Length];

    private static byte[] Bytes(Action<BinaryEncoder> write)
    {
        using var output = new MemoryStream();
        write(new BinaryEncoder(output));
        return output.ToArray();
    }
}
