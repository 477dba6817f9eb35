using CsCheck;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Tests.Property.Avro;

public sealed class CodecProperties
{
    public static TheoryData<string> Names { get; } = new(RecordSchema.All.Select(schema => schema.Name));

    [Theory, MemberData(nameof(Names))]
    public void We_read_what_Apache_Avro_writes_and_write_the_same_bytes(string name)
    {
        var (ours, schema) = Schema(name);
        foreach (var registers in (bool[])[false, true])
        {
            AvroGen.Record(schema, registers).Sample(record =>
            {
                var theirs = ApacheAvro.Write(record);
                var (error, value) = Codecs.Decode(ours, theirs);
                Assert.Equal(AvroError.None, error);
                SameValues.Check(record, value!);
                Assert.Equal(theirs, Codecs.Encode(value!, registers));
            }, iter: 300);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Apache_Avro_reads_what_we_write(string name)
    {
        var (ours, schema) = Schema(name);
        AvroGen.Record(schema).Sample(record =>
        {
            var bytes = Codecs.Encode(Codecs.Decode(ours, ApacheAvro.Write(record)).Value!, registers: true);
            Assert.Equal(record, ApacheAvro.Read(bytes, schema, schema));
        }, iter: 200);
    }

    [Theory, MemberData(nameof(Names))]
    public void Several_blocks_and_negative_counts_give_the_same_values(string name)
    {
        var (ours, schema) = Schema(name);
        Gen.Select(AvroGen.Record(schema), AvroGen.Cuts).Sample((record, cuts) =>
        {
            var (error, value) = Codecs.Decode(ours, new BlockWriter(cuts).Write(record));
            Assert.Equal(AvroError.None, error);
            SameValues.Check(record, value!);
            Assert.Equal(ApacheAvro.Write(record), Codecs.Encode(value!, registers: true));
        }, iter: 300);
    }

    [Fact]
    public void Events_whose_numbers_have_any_length_come_back()
    {
        var times = Enumerable.Range(0, 64).Select(bits => 1L << bits).Select(bit => (bit >> 1) + 1).ToArray();
        var numbers = Enumerable.Range(0, 31).Select(bits => (1 << bits) - 1).ToArray();
        Gen.Select(Gen.Int[0, times.Length - 1].Select(i => times[i]), Gen.Int[0, numbers.Length - 1].Select(i => numbers[i]).Array[4], Gen.Int[0, 255], Gen.Int[0, 2]).Array[40, 60].Sample(items =>
        {
            var events = items.Select(item => Event(item.Item1, item.Item2, (byte)item.Item3, (KvmEventKind)item.Item4)).ToArray();
            using var buffer = new AvroBuffer();
            KvmHvEventBatchCodec.Encode(new KvmHvEventBatch { Host = "h", Source = "s", Tgid = 7, BaseTimeNs = 5 }, events, registers: false, buffer);
            var found = new KvmEventBuffer();
            Assert.Equal(AvroError.None, KvmHvEventBatchCodec.Decode(buffer.Written, new Utf8StringCache(), found, out _));
            Assert.Equal(events, found.Events.ToArray());
        }, iter: 1000);
    }

    private static KvmEvent Event(long time, int[] numbers, byte ceded, KvmEventKind kind) => new()
    {
        Kind = kind,
        TimeNs = time,
        Cpu = numbers[0],
        Tgid = 7,
        Tid = -numbers[1],
        Vcpu = numbers[2],
        Value = numbers[3],
        Ceded = kind == KvmEventKind.GuestExit ? ceded : (byte)0,
    };

    private static (RecordSchema Ours, global::Avro.RecordSchema Schema) Schema(string name)
    {
        var ours = RecordSchema.All.Single(schema => schema.Name == name);
        return (ours, ApacheAvro.Parse(ours.ReadText()));
    }
}
