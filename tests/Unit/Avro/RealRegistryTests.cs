using System.Net;
using System.Net.Http.Json;
using GangExitStream.Registry;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Avro;

public sealed class RealRegistryTests(RealRegistry registry) : IClassFixture<RealRegistry>
{
    public static TheoryData<string> Names { get; } = new(RecordSchema.All.Select(schema => schema.Name));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Names))]
    public async Task Each_schema_is_registered_found_and_fetched_with_the_same_fingerprint(string name)
    {
        var (ours, subject) = (Ours(name), ISchemaRegistry.SubjectOf("test-" + name));
        var text = ours.ReadText();
        var id = (await Client().RegisterAsync(subject, text, Stop)).Value;
        Assert.Equal(id, (await Client().LookUpAsync(subject, text, Stop)).Value);

        var client = Client();
        await client.FetchAsync(RecordPrefix.Confluent(id), Stop);
        byte[] record = [0, (byte)(id >> 24), (byte)(id >> 16), (byte)(id >> 8), (byte)id, 42];
        Assert.Equal(AvroError.None, new RecordUnwrapper(ours, client).Unwrap(record, out var body));
        Assert.True(body.Overlaps(record), "the schema came back with another fingerprint");
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Full_compatibility_takes_the_same_and_the_released_schemas_and_refuses_another(string name)
    {
        var subject = ISchemaRegistry.SubjectOf("full-" + name);
        var released = Directory.GetFiles(Repository.Path("schemas", "released"), name + ".v*.avsc").Order(StringComparer.Ordinal).ToArray();
        Assert.Null((await Client().RegisterAsync(subject, await File.ReadAllTextAsync(released[0], Stop), Stop)).Error);
        await RequireFullCompatibilityAsync(subject);
        foreach (var later in released[1..])
            Assert.Null((await Client().RegisterAsync(subject, await File.ReadAllTextAsync(later, Stop), Stop)).Error);

        Assert.Null((await Client().RegisterAsync(subject, Ours(name).ReadText(), Stop)).Error);
        var another = $$"""{"type":"record","name":"{{name}}","namespace":"gangexit","fields":[{"name":"tgid","type":"string"}]}""";
        Assert.Equal(RegistryErrorId.Incompatible, (await Client().RegisterAsync(subject, another, Stop)).Error?.Id);
    }

    [Fact]
    public async Task An_unknown_schema_is_not_found()
    {
        var client = Client();
        await client.FetchAsync(RecordPrefix.Confluent(123_456), Stop);
        Assert.StartsWith("404", client.RefusalReason(RecordPrefix.Confluent(123_456)), StringComparison.Ordinal);
        Assert.Equal(RegistryErrorId.NotFound, (await Client().LookUpAsync("nobody-value", RecordSchema.GangExit.ReadText(), Stop)).Error?.Id);
    }

    private async Task RequireFullCompatibilityAsync(string subject)
    {
        using var answer = await registry.Http.PutAsync(
            $"{registry.Url}/config/{subject}", JsonContent.Create(new { compatibility = "FULL" }), Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private ConfluentRegistry Client()
    {
        Assert.SkipWhen(registry.Url is null, RealRegistry.WhyNot);
        return new ConfluentRegistry(new RegistryOptions { Urls = RegistryUrls.TryParse(registry.Url)! });
    }

    private static RecordSchema Ours(string name) => RecordSchema.All.Single(schema => schema.Name == name);
}
