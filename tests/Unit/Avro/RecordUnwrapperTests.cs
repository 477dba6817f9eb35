using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Tests.Unit.Avro;

public sealed class RecordUnwrapperTests
{
    private const string Other = """{"type":"record","name":"Other","namespace":"gangexit","fields":[{"name":"a","type":"int"}]}""";

    [Theory]
    [InlineData("")]
    [InlineData("c301")]
    [InlineData("00000000")]
    [InlineData("ffc30100000000000000000000")]
    public void Bytes_without_a_known_framing_are_refused(string hex) =>
        Assert.Equal(AvroErrorId.UnknownFraming, Unwrap(Convert.FromHexString(hex)).Id);

    [Fact]
    public void An_unknown_fingerprint_is_named() =>
        Assert.Contains("schema fingerprint 8877665544332211", Unwrap(Convert.FromHexString("c301112233445566778800")).ToString(), StringComparison.Ordinal);

    [Fact]
    public void The_bodies_of_todays_schema_are_slices_of_the_record()
    {
        var record = Record(RecordPrefix.SingleObject(RecordSchema.GangExit), 1, 2, 3);
        Assert.Equal(AvroError.None, new RecordUnwrapper(RecordSchema.GangExit).Unwrap(record, out var body));
        Assert.True(body.Overlaps(record));
        Assert.Equal(3, body.Length);
    }

    [Fact]
    public void A_registry_id_is_to_be_fetched_first_and_then_read_like_ours()
    {
        var record = Record(RecordPrefix.Confluent(42), 1, 2, 3);
        Assert.Equal(AvroErrorId.SchemaNotFetched, Unwrap(record).Id);
        var unwrapper = new RecordUnwrapper(RecordSchema.GangExit, new Known(RecordPrefix.Confluent(42), RecordSchema.GangExit.ReadText()));
        Assert.Equal(AvroError.None, unwrapper.Unwrap(record, out var body));
        Assert.True(body.Overlaps(record));
    }

    [Theory]
    [InlineData(Other)]
    [InlineData("no schema")]
    public void A_schema_that_cannot_be_read_as_ours_is_an_error_each_time(string text)
    {
        var unwrapper = new RecordUnwrapper(RecordSchema.GangExit, new Known(RecordPrefix.Confluent(7), text));
        for (var i = 0; i < 2; i++)
            Assert.Equal(AvroErrorId.IncompatibleSchema, unwrapper.Unwrap(Record(RecordPrefix.Confluent(7), 0), out _).Id);
    }

    [Fact]
    public void Released_versions_are_known_by_their_fingerprints()
    {
        var released = new ReleasedSchemas();
        foreach (var schema in RecordSchema.All)
            Assert.NotNull(released.Find(RecordPrefix.SingleObject(schema)));
        Assert.Null(released.Find(RecordPrefix.SingleObject(1)));
    }

    private static AvroError Unwrap(byte[] record) => new RecordUnwrapper(RecordSchema.GangExit, new ReleasedSchemas()).Unwrap(record, out _);

    private static byte[] Record(RecordPrefix prefix, params byte[] body)
    {
        var record = new byte[prefix.Length + body.Length];
        prefix.Write(record);
        body.CopyTo(record, prefix.Length);
        return record;
    }

    private sealed class Known(RecordPrefix known, string text) : IWriterSchemas
    {
        public string? Find(RecordPrefix prefix) => prefix == known ? text : null;
    }
}
