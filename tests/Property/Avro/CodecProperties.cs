using CsCheck;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Tests.Property.Avro;

public sealed class CodecProperties
{
    public static TheoryData<string> Names => Codecs.Names;

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
        var found = new KvmEventBuffer[] { new(), new() };
        Gen.Select(Gen.Int[0, times.Length - 1].Select(i => times[i]), Gen.Int[0, numbers.Length - 1].Select(i => numbers[i]).Array[4], Gen.Int[0, 255], Gen.Int[0, 2], Gen.Int[-9, 62]).Array[40, 60].Sample(items =>
        {
            var events = items.Select(item => Event(item.Item1, item.Item2, (byte)item.Item3, (KvmEventKind)item.Item4)).ToArray();
            var guestNs = items.Select((item, i) => events[i].Kind == KvmEventKind.GuestExit && item.Item5 >= 0 ? (1L << item.Item5) - 1 : KvmEvent.Unknown).ToArray();
            using var buffer = new AvroBuffer();
            foreach (var with in (long[][])[[], guestNs])
            {
                var target = found[with.Length == 0 ? 0 : 1]; // each is reused: nothing of the batch before may be left
                buffer.Clear();
                KvmHvEventBatchCodec.Encode(new KvmHvEventBatch { Host = "h", Source = "s", Tgid = 7, BaseTimeNs = 5 }, events, with, registers: false, buffer);
                Assert.Equal(AvroError.None, KvmHvEventBatchCodec.Decode(KvmHvEventBatchCodec.SchemaOf(with), buffer.Written, new Utf8StringCache(), target, out _));
                Assert.Equal(events, target.Events.ToArray());
                Assert.Equal(with.Any(ns => ns >= 0) ? with : [], target.GuestNs.ToArray());
            }
        }, iter: 1000, threads: 1);
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
        var ours = Codecs.SchemaOf(name);
        return (ours, ApacheAvro.Parse(ours.ReadText()));
    }
}
