using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Avro;

public sealed class CodecAllocationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_is_encoded_unwrapped_and_decoded_without_an_allocation(bool guestTimes)
    {
        var batch = new KvmHvEventBatch { Host = "power8-a", Source = "trace-1", Tgid = 4711, BaseTimeNs = 1_000_000, Vm = "db-1" };
        var events = Enumerable.Range(0, 512).Select(i => KvmEvent.GuestExit(1_000_000 + i, 8, 4711, 4720, i % 8, 0x500, 0)).ToArray();
        var guestNs = guestTimes ? Enumerable.Range(-3, 512).Select(i => i < 0 ? KvmEvent.Unknown : i * 1000L).ToArray() : [];
        using var buffer = new AvroBuffer();
        var (reader, found) = (new EventBatchReader(), new KvmEventBuffer());

        var allocated = Allocations.Of(() => RoundTrip(in batch, events, guestNs, buffer, reader, found));

        Assert.Equal(0, allocated);
        Assert.Equal(events, found.Events.ToArray());
        Assert.Equal(guestNs, found.GuestNs.ToArray());
    }

    [Fact]
    public void A_batch_of_the_first_version_is_read_without_an_allocation()
    {
        var batch = new KvmHvEventBatch { Host = "power8-a", Source = "trace-1", Tgid = 4711 };
        var events = Enumerable.Range(0, 512).Select(i => KvmEvent.GuestExit(i, 8, 4711, 4720, i % 8, 0x500, 0)).ToArray();
        using var buffer = new AvroBuffer();
        buffer.Append(RecordPrefix.SingleObject(0x1ce3133526a2ce19)); // KvmHvEventBatch.v1: all but the name at the end, which is a null
        KvmHvEventBatchCodec.Encode(in batch, events, registers: false, buffer);
        var record = buffer.Written[..^1].ToArray();
        var (reader, found) = (new EventBatchReader(new ReleasedSchemas()), new KvmEventBuffer());

        var allocated = Allocations.Of(() => Assert.False(reader.Read(record, found, out _).Failed));

        Assert.Equal(0, allocated);
        Assert.Equal(events, found.Events.ToArray());
        Assert.Equal(AvroErrorId.Truncated, reader.Read(record.AsSpan(0, record.Length - 1), found, out _).Id);
    }

    private static void RoundTrip(in KvmHvEventBatch batch, KvmEvent[] events, long[] guestNs, AvroBuffer buffer, EventBatchReader reader, KvmEventBuffer found)
    {
        buffer.Clear();
        buffer.Append(RecordPrefix.SingleObject(KvmHvEventBatchCodec.SchemaOf(guestNs)));
        KvmHvEventBatchCodec.Encode(in batch, events, guestNs, registers: false, buffer);
        reader.Read(buffer.Written, found, out _);
    }
}
