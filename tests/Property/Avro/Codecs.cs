using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.State;

namespace GangExitStream.Tests.Property.Avro;

/// <summary>Our codecs by schema, in one shape: bytes -> our value, our value -> bytes.</summary>
internal static class Codecs
{
    public static (AvroError Error, object? Value) Decode(RecordSchema schema, byte[] body)
    {
        var strings = new Utf8StringCache();
        return schema.Name switch
        {
            nameof(KvmHvEventBatch) => DecodeBatch(body, strings),
            nameof(GangExit) => (GangExitCodec.Decode(body, strings, out var exit), exit),
            nameof(GangExitCount) => (GangExitCountCodec.Decode(body, strings, out var count), count),
            _ => (DetectorStateCodec.Decode(body, strings, out var state), state),
        };
    }

    public static byte[] Encode(object value, bool registers)
    {
        using var buffer = new AvroBuffer();
        var error = value switch
        {
            DecodedBatch batch => KvmHvEventBatchCodec.Encode(batch.Header, batch.Events, registers, buffer),
            GangExit exit => GangExitCodec.Encode(in exit, buffer),
            GangExitCount count => GangExitCountCodec.Encode(in count, buffer),
            _ => DetectorStateCodec.Encode((DetectorState)value, buffer),
        };
        Assert.Equal(AvroError.None, error);
        return buffer.Written.ToArray();
    }

    private static (AvroError, object?) DecodeBatch(byte[] body, Utf8StringCache strings)
    {
        var events = new KvmEventBuffer();
        var error = KvmHvEventBatchCodec.Decode(body, strings, events, out var header);
        return (error, new DecodedBatch(header, events.Events.ToArray()));
    }
}

internal sealed record DecodedBatch(KvmHvEventBatch Header, KvmEvent[] Events);
