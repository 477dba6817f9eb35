using CsCheck;
using GangExitStream.Schemas;

namespace GangExitStream.Tests.Property;

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

    private static (RecordSchema Ours, global::Avro.RecordSchema Schema) Schema(string name)
    {
        var ours = RecordSchema.All.Single(schema => schema.Name == name);
        return (ours, ApacheAvro.Parse(ours.ReadText()));
    }
}
