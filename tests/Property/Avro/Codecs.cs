using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.State;

namespace GangExitStream.Tests.Property.Avro;

/// <summary>Our codecs by schema, in one shape: bytes -> our value, our value -> bytes.</summary>
internal static class Codecs
{
    private const string BatchV2 = "KvmHvEventBatch.v2";

    /// <summary>The schemas that we have a codec for: the current ones, and the older version that is still written.</summary>
    public static TheoryData<string> Names { get; } = [.. RecordSchema.All.Select(schema => schema.Name), BatchV2];

    public static RecordSchema SchemaOf(string name) => name == BatchV2 ? RecordSchema.KvmHvEventBatchV2 : RecordSchema.All.Single(schema => schema.Name == name);

    public static (AvroError Error, object? Value) Decode(RecordSchema schema, byte[] body)
    {
        var strings = new Utf8StringCache();
        return schema.Name switch
        {
            nameof(KvmHvEventBatch) => DecodeBatch(schema, body, strings),
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
            DecodedBatch batch => KvmHvEventBatchCodec.Encode(batch.Header, batch.Events, batch.GuestNs, registers, buffer),
            GangExit exit => GangExitCodec.Encode(in exit, buffer),
            GangExitCount count => GangExitCountCodec.Encode(in count, buffer),
            _ => DetectorStateCodec.Encode((DetectorState)value, buffer),
        };
        Assert.Equal(AvroError.None, error);
        return buffer.Written.ToArray();
    }

    // A batch without any guest_ns gets an array of nulls, so that it is encoded with the same version of the schema.
    private static (AvroError, object?) DecodeBatch(RecordSchema schema, byte[] body, Utf8StringCache strings)
    {
        var events = new KvmEventBuffer();
        var error = KvmHvEventBatchCodec.Decode(schema, body, strings, events, out var header);
        var guestNs = events.GuestNs.IsEmpty && schema != RecordSchema.KvmHvEventBatchV2 ? [.. Enumerable.Repeat((long)KvmEvent.Unknown, events.Count)] : events.GuestNs.ToArray();
        return (error, new DecodedBatch(header, events.Events.ToArray(), guestNs));
    }
}

/// <param name="Header">The fields apart from the events.</param>
/// <param name="Events">The events.</param>
/// <param name="GuestNs">Their guest_ns; empty: of version 2.</param>
internal sealed record DecodedBatch(KvmHvEventBatch Header, KvmEvent[] Events, long[] GuestNs);
