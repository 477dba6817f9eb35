using GangExitStream.Registry;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;
using GangExitStream.Subscriber;
using GangExitStream.Subscriber.Reading;
using GangExitStream.Tests.Unit.Avro;

namespace GangExitStream.Tests.Unit.Watch;

public sealed class RecordDecoderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schema_of_the_registry_is_fetched_once_and_its_records_are_read()
    {
        using var server = new FakeRegistry();
        using var client = Client(server);
        var id = (await client.RegisterAsync("gang-exits-value", RecordSchema.GangExit.ReadText(), Cancel)).Value;
        var before = server.Requests.Count;
        using var reader = Client(server);
        var decoder = new RecordDecoder<GangExit, WatchedExit>(reader);
        var record = Record(RecordPrefix.Confluent(id));
        Assert.Equal(AvroErrorId.SchemaNotFetched, decoder.Decode(record, out _).Id);
        Assert.Null(await decoder.FetchAsync(record, Cancel));
        Assert.Equal(AvroError.None, decoder.Decode(record, out var item));
        Assert.Equal("h", item.Host);
        Assert.Equal(before + 1, server.Requests.Count);
    }

    [Fact]
    public async Task A_schema_that_the_registry_does_not_have_is_asked_for_once()
    {
        using var server = new FakeRegistry();
        using var client = Client(server);
        var decoder = new RecordDecoder<GangExit, WatchedExit>(client);
        var record = Record(RecordPrefix.Confluent(4711));
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await decoder.FetchAsync(record, Cancel));
            Assert.Equal(AvroErrorId.SchemaNotFetched, decoder.Decode(record, out _).Id);
        }
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_registry_that_rejects_the_login_is_an_error_of_the_registry()
    {
        using var server = new FakeRegistry();
        server.Instead.Enqueue((401, "{}"));
        using var client = Client(server);
        var error = await new RecordDecoder<GangExit, WatchedExit>(client).FetchAsync(Record(RecordPrefix.Confluent(1)), Cancel);
        Assert.Equal(RegistryErrorId.Unauthorized, error?.Id);
    }

    [Fact]
    public void Single_objects_need_no_registry() =>
        Assert.Equal(AvroError.None, new RecordDecoder<GangExit, WatchedExit>(null).Decode(Record(RecordPrefix.SingleObject(RecordSchema.GangExit)), out _));

    private static ConfluentRegistry Client(FakeRegistry server) => new(new RegistryOptions { Urls = RegistryUrls.TryParse(server.Url)! });

    private static byte[] Record(RecordPrefix prefix)
    {
        using var buffer = new AvroBuffer();
        buffer.Append(prefix);
        Assert.Equal(AvroError.None, GangExitCodec.Encode(new GangExit { Host = "h", Source = "s" }, buffer));
        return buffer.Written.ToArray();
    }
}
