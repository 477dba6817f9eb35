using Avro;
using Avro.Generic;
using Avro.IO;

namespace GangExitStream.Tests.Property.Avro;

/// <summary>The reference: Apache.Avro's own generic reader and writer.</summary>
internal static class ApacheAvro
{
    public static global::Avro.RecordSchema Parse(string text) => (global::Avro.RecordSchema)Schema.Parse(text);

    public static byte[] Write(GenericRecord record)
    {
        using var output = new MemoryStream();
        new GenericDatumWriter<GenericRecord>(record.Schema).Write(record, new BinaryEncoder(output));
        return output.ToArray();
    }

    public static GenericRecord Read(byte[] bytes, Schema writer, Schema reader)
    {
        using var input = new MemoryStream(bytes);
        var record = new GenericDatumReader<GenericRecord>(writer, reader).Read(null!, new BinaryDecoder(input));
        Assert.Equal(bytes.Length, input.Position);
        return record;
    }
}
