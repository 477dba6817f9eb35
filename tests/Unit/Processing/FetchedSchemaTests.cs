using GangExitStream.Processor.Ingest;
using GangExitStream.Registry;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Driver;
using GangExitStream.Tests.Unit.Avro;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>Records whose schema has to be fetched from the registry before they can be decoded.</summary>
public sealed class FetchedSchemaTests
{
    private const int Id = 7;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_schema_is_asked_for_once_and_the_records_are_decoded()
    {
        var registry = new Registry(RecordSchema.KvmHvEventBatchV2.ReadText());
        var decoder = new BatchDecoder([registry]);
        using var chunk = new Chunk(Id, Id);
        await decoder.DecodeAsync(chunk.Records, Cancel);
        Assert.All(chunk.Records.Decoded.ToArray(), decoded => Assert.Null(decoded.Rejection));
        Assert.Equal(3, chunk.Records.Decoded[1].Events.Count);
        Assert.Equal(1, registry.Asked);
    }

    [Fact]
    public async Task A_schema_that_the_registry_does_not_have_makes_a_dead_letter()
    {
        var decoder = new BatchDecoder([new Registry(null)]);
        using var chunk = new Chunk(Id);
        await decoder.DecodeAsync(chunk.Records, Cancel);
        Assert.StartsWith("AVRO-12", chunk.Records.Decoded[0].Rejection, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_makes_none()
    {
        var away = new RegistryError(RegistryErrorId.Unavailable, "GET x", "no answer");
        var decoder = new BatchDecoder([new Registry(null) { Away = away }]);
        using var chunk = new Chunk(Id);
        var thrown = await Assert.ThrowsAsync<SchemaRegistryException>(() => decoder.DecodeAsync(chunk.Records, Cancel).AsTask());
        Assert.Equal(RegistryErrorId.Unavailable, thrown.Error.Id);
    }

    [Fact]
    public async Task An_id_that_the_real_client_did_not_find_is_not_asked_for_again()
    {
        using var fake = new FakeRegistry();
        using var client = new ConfluentRegistry(new RegistryOptions { Urls = RegistryUrls.TryParse(fake.Url)! });
        await client.FetchAsync(RecordPrefix.Confluent(99), Cancel);
        await client.FetchAsync(RecordPrefix.Confluent(99), Cancel);
        Assert.Single(fake.Requests);
    }

    [Theory]
    [InlineData(200, """{"schema":"message M {}","schemaType":"PROTOBUF"}""", "Protobuf")]
    [InlineData(200, """{"schema":"{}","schemaType":"JSON"}""", "Json")]
    [InlineData(422, """{"error_code":42201,"message":"not that one"}""", "not that one")]
    public async Task A_registrys_definite_answer_makes_a_dead_letter_that_says_it(int status, string body, string reason)
    {
        using var fake = new FakeRegistry();
        using var client = new ConfluentRegistry(new RegistryOptions { Urls = RegistryUrls.TryParse(fake.Url)! });
        fake.Instead.Enqueue((status, body));
        using var chunk = new Chunk(Id);
        await new BatchDecoder([client]).DecodeAsync(chunk.Records, Cancel);
        Assert.StartsWith("AVRO-12", chunk.Records.Decoded[0].Rejection, StringComparison.Ordinal);
        Assert.Contains(reason, chunk.Records.Decoded[0].Rejection, StringComparison.Ordinal);
    }

    private sealed class Registry(string? text) : IWriterSchemas
    {
        private bool _fetched;

        public int Asked { get; private set; }

        public RegistryError? Away { get; init; }

        public string? Find(RecordPrefix prefix) => _fetched && prefix == RecordPrefix.Confluent(Id) ? text : null;

        public ValueTask FetchAsync(RecordPrefix prefix, CancellationToken cancel)
        {
            if (Away is not null)
                throw new SchemaRegistryException(Away);
            Asked++;
            _fetched = true;
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Records in the Confluent framing with these ids.</summary>
    private sealed class Chunk : IDisposable
    {
        public Chunk(params int[] ids)
        {
            var events = new[] { KvmEvent.Enter(1, 0, 287, 6, 0, 2), KvmEvent.GuestExit(2, 0, 287, 6, 0, 0x500, 0), KvmEvent.Exit(3, 0, 287, 6, 0, 2) };
            var batch = InputLog.BatchOf(0, events);
            foreach (var id in ids)
            {
                using var buffer = new AvroBuffer();
                buffer.Append(RecordPrefix.Confluent(id));
                Assert.Equal(AvroError.None, KvmHvEventBatchCodec.Encode(batch, events, registers: false, buffer));
                Records.Add(new RawRecord(0, Records.Count, PooledBytes.Copy(InputLog.KeyOf(batch)), PooledBytes.Copy(buffer.Written)));
            }
        }

        public RecordChunk Records { get; } = new();

        public void Dispose() => Records.Clear();
    }
}
