using CsCheck;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Tests.Property.Avro;

public sealed class ResolutionProperties
{
    public static TheoryData<string> Names { get; } = new(RecordSchema.All.Select(schema => schema.Name));

    [Theory, MemberData(nameof(Names))]
    public void A_newer_writers_record_is_read_without_its_new_fields(string name) =>
        Check(name, OtherVersions.Newer(Ours(name)));

    [Theory]
    [InlineData("KvmHvEventBatch", "wall_clock_offset_ns")]
    [InlineData("KvmHvEventBatch", "end_of_source")]
    [InlineData("GangExit", "trigger")]
    [InlineData("GangExitCount", "split_core_runs")]
    [InlineData("GangExitCount", "triggers")]
    [InlineData("DetectorState", "late_events")]
    [InlineData("DetectorState", "windows")]
    [InlineData("DetectorState", "vcpus")]
    [InlineData("DetectorState", "stride_most")]
    [InlineData("GangExitCount", "exits")]
    public void An_older_writers_record_is_read_with_the_default_of_what_it_lacks(string name, string lacks) =>
        Check(name, OtherVersions.Without(Ours(name), lacks));

    [Theory, MemberData(nameof(Released))]
    public void A_record_of_each_release_is_read(string name, string file) => Check(name, File.ReadAllText(file));

    [Theory, MemberData(nameof(Released))]
    public void A_reader_of_each_release_reads_what_we_write(string name, string file)
    {
        var (ours, reader) = (ApacheAvro.Parse(Ours(name).ReadText()), ApacheAvro.Parse(File.ReadAllText(file)));
        AvroGen.Record(ours, registers: false).Sample(record =>
        {
            var (failure, value) = Codecs.Decode(Ours(name), ApacheAvro.Write(record));
            Assert.Equal(AvroError.None, failure);
            SameValues.Check(ApacheAvro.Read(Codecs.Encode(value!, registers: false), ours, reader), value!);
        }, iter: 50);
    }

    public static TheoryData<string> BatchVersions =>
        [.. ReleasedSchemasProperties.Pairs.Select(pair => pair.Data.Item2).Where(file => Path.GetFileName(file).StartsWith(nameof(KvmHvEventBatch), StringComparison.Ordinal))];

    // One reader takes batches of all versions in turn, into one buffer.
    [Fact]
    public void Batches_of_all_versions_and_of_a_newer_one_are_read_one_after_the_other()
    {
        var versions = BatchVersions.Select(file => ApacheAvro.Parse(File.ReadAllText(file.Data))).Append(ApacheAvro.Parse(OtherVersions.Newer(RecordSchema.KvmHvEventBatch))).ToArray();
        Assert.True(versions.Length >= 4);
        var ours = ApacheAvro.Parse(RecordSchema.KvmHvEventBatch.ReadText());
        var (reader, events) = (new EventBatchReader(new OtherVersions(versions)), new KvmEventBuffer());
        Gen.Int[0, versions.Length - 1].SelectMany(version => AvroGen.Record(versions[version])).Sample(record =>
        {
            var bytes = ApacheAvro.Write(record);
            Assert.Equal(AvroError.None, reader.Read([.. OtherVersions.PrefixOf(record.Schema), .. bytes], events, out var header));
            SameValues.Check(ApacheAvro.Read(bytes, record.Schema, ours), new DecodedBatch(header, events.Events.ToArray(), GuestNs(events)));
        }, iter: 500, threads: 1);

        static long[] GuestNs(KvmEventBuffer events) => events.GuestNs.IsEmpty ? [.. Enumerable.Repeat((long)KvmEvent.Unknown, events.Count)] : events.GuestNs.ToArray();
    }

    // The reference is Apache.Avro's resolution of the same bytes.
    private static void Check(string name, string writerText)
    {
        var (ours, writer) = (Ours(name), ApacheAvro.Parse(writerText));
        var reader = ApacheAvro.Parse(ours.ReadText());
        AvroGen.Record(writer).Sample(record =>
        {
            var bytes = ApacheAvro.Write(record);
            var error = new RecordUnwrapper(ours, new OtherVersions(writer)).Unwrap([.. OtherVersions.PrefixOf(writer), .. bytes], out var body);
            Assert.Equal(AvroError.None, error);
            var (failure, value) = Codecs.Decode(ours, body.ToArray());
            Assert.Equal(AvroError.None, failure);
            SameValues.Check(ApacheAvro.Read(bytes, writer, reader), value!);
        }, iter: 50);
    }

    public static TheoryData<string, string> Released => [.. ReleasedSchemasProperties.Pairs.Select(pair =>
        new TheoryDataRow<string, string>(Path.GetFileNameWithoutExtension(pair.Data.Item1), pair.Data.Item2))];

    private static RecordSchema Ours(string name) => RecordSchema.All.Single(schema => schema.Name == name);
}
