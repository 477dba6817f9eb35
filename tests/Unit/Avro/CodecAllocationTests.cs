using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Avro;

public sealed class CodecAllocationTests
{
    [Fact]
    public void A_batch_is_encoded_unwrapped_and_decoded_without_an_allocation()
    {
        var batch = new KvmHvEventBatch { Host = "power8-a", Source = "trace-1", Tgid = 4711, BaseTimeNs = 1_000_000, Vm = "db-1" };
        var events = Enumerable.Range(0, 512).Select(i => KvmEvent.GuestExit(1_000_000 + i, 8, 4711, 4720, i % 8, 0x500, 0)).ToArray();
        using var buffer = new AvroBuffer();
        var (strings, found) = (new Utf8StringCache(), new KvmEventBuffer());
        var unwrapper = new RecordUnwrapper(RecordSchema.KvmHvEventBatch);

        var allocated = Allocations.Of(() => RoundTrip(in batch, events, buffer, unwrapper, strings, found));

        Assert.Equal(0, allocated);
        Assert.Equal(events, found.Events.ToArray());
    }

    [Fact]
    public void A_batch_of_the_version_before_is_read_without_an_allocation()
    {
        var batch = new KvmHvEventBatch { Host = "power8-a", Source = "trace-1", Tgid = 4711 };
        var events = Enumerable.Range(0, 512).Select(i => KvmEvent.GuestExit(i, 8, 4711, 4720, i % 8, 0x500, 0)).ToArray();
        using var buffer = new AvroBuffer();
        buffer.Append(RecordPrefix.SingleObject(0x1ce3133526a2ce19)); // KvmHvEventBatch.v1: all but the name at the end, which is a null
        KvmHvEventBatchCodec.Encode(in batch, events, registers: false, buffer);
        var record = buffer.Written[..^1].ToArray();
        var (strings, found) = (new Utf8StringCache(), new KvmEventBuffer());
        var unwrapper = new RecordUnwrapper(RecordSchema.KvmHvEventBatch, new ReleasedSchemas());

        var allocated = Allocations.Of(() =>
        {
            Assert.False(unwrapper.Unwrap(record, out var body).Failed);
            Assert.False(KvmHvEventBatchCodec.Decode(body, strings, found, out _).Failed);
        });

        Assert.Equal(0, allocated);
        Assert.Equal(events, found.Events.ToArray());
        Assert.Equal(AvroErrorId.Truncated, unwrapper.Unwrap(record.AsSpan(0, record.Length - 1), out var cut).Failed ? AvroErrorId.None : KvmHvEventBatchCodec.Decode(cut, strings, found, out _).Id);
    }

    private static void RoundTrip(
        in KvmHvEventBatch batch, KvmEvent[] events, AvroBuffer buffer, RecordUnwrapper unwrapper, Utf8StringCache strings, KvmEventBuffer found)
    {
        buffer.Clear();
        buffer.Append(RecordPrefix.SingleObject(RecordSchema.KvmHvEventBatch));
        KvmHvEventBatchCodec.Encode(in batch, events, registers: false, buffer);
        unwrapper.Unwrap(buffer.Written, out var body);
        KvmHvEventBatchCodec.Decode(body, strings, found, out _);
    }
}
