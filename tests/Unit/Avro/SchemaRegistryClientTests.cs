using System.Text;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Tests.Unit.Avro;

public sealed class SchemaRegistryClientTests : IDisposable
{
    private const string Subject = "kvm-hv-events-value";

    private readonly FakeRegistry _registry = new();
    private readonly HttpClient _http = new();
    private readonly RecordingTime _time = new();

    public void Dispose()
    {
        _http.Dispose();
        _registry.Dispose();
    }

    [Fact]
    public async Task A_schema_is_registered_looked_up_and_fetched_each_once()
    {
        var text = RecordSchema.KvmHvEventBatch.ReadText();
        var writer = Client(_registry.Url);
        var reader = Client(_registry.Url + "/"); // a slash more is the same
        var id = await writer.RegisterAsync(SchemaRegistryClient.SubjectOf("kvm-hv-events"), text, Stop);
        Assert.Equal(id, await writer.RegisterAsync(Subject, text, Stop));
        Assert.Equal(id, await reader.LookUpAsync(Subject, text, Stop));
        Assert.Equal(text, (await Client(_registry.Url).FetchAsync(id.Value, Stop)).Value);
        Assert.Equal(text, writer.Find(RecordPrefix.Confluent(id.Value)));
        Assert.Equal(
            ["POST /apis/ccompat/v7/subjects/kvm-hv-events-value/versions", "POST /apis/ccompat/v7/subjects/kvm-hv-events-value", $"GET /apis/ccompat/v7/schemas/ids/{id.Value}"],
            _registry.Requests.Select(request => $"{request.Method} {request.Path}"));
    }

    [Fact]
    public async Task A_record_of_the_registrys_framing_is_read_after_its_schema_was_fetched()
    {
        var id = (await Client(_registry.Url).RegisterAsync("gang-exits-value", RecordSchema.GangExit.ReadText(), Stop)).Value;
        var client = Client(_registry.Url);
        var unwrapper = new RecordUnwrapper(RecordSchema.GangExit, new ReleasedSchemas(), client);
        byte[] record = [0, 0, 0, 0, (byte)id, 1, 2, 3];

        Assert.Equal(AvroErrorId.SchemaNotFetched, unwrapper.Unwrap(record, out _).Id);
        Assert.Null((await client.FetchAsync(id, Stop)).Error);
        Assert.Equal(AvroErrorId.None, unwrapper.Unwrap(record, out var body).Id);
        Assert.Equal([1, 2, 3], body.ToArray());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_passing_failure_is_tried_again_with_longer_pauses(int status)
    {
        for (var i = 0; i < 3; i++)
            _registry.Instead.Enqueue((status, "busy"));
        var result = await Client(_registry.Url).RegisterAsync(Subject, "\"int\"", Stop);
        Assert.Null(result.Error);
        Assert.Equal([200, 400, 800], _time.Pauses.Select(pause => pause.TotalMilliseconds));
    }

    [Fact]
    public async Task After_all_attempts_the_error_names_the_request_and_the_next_step_but_no_secret()
    {
        for (var i = 0; i < 5; i++)
            _registry.Instead.Enqueue((503, """{"error_code":50302,"message":"no leader"}"""));
        var result = await Client(_registry.Url.Replace("//", "//alice:s3cret@", StringComparison.Ordinal)).RegisterAsync(Subject, "\"int\"", Stop);
        Assert.Equal(5, _registry.Requests.Count);
        Assert.Equal(RegistryErrorId.Unavailable, result.Error!.Id);
        Assert.Equal(
            $"REG-01 schema registry, POST {_registry.Url}/subjects/{Subject}/versions: 503 no leader; check that the schema registry runs and that --schema-registry names it",
            result.Error.ToString());
    }

    [Theory]
    [InlineData(401, RegistryErrorId.Unauthorized)]
    [InlineData(403, RegistryErrorId.Unauthorized)]
    [InlineData(404, RegistryErrorId.NotFound)]
    [InlineData(409, RegistryErrorId.Incompatible)]
    [InlineData(422, RegistryErrorId.Refused)]
    public async Task A_lasting_failure_is_not_tried_again(int status, RegistryErrorId expected)
    {
        _registry.Instead.Enqueue((status, """{"error_code":1,"message":"m"}"""));
        Assert.Equal(expected, (await Client(_registry.Url).RegisterAsync(Subject, "\"int\"", Stop)).Error?.Id);
        Assert.Single(_registry.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("<html>a proxy</html>")]
    [InlineData("""{"id":"one"}""")]
    public async Task An_answer_of_something_else_is_an_error(string answer)
    {
        _registry.Instead.Enqueue((200, answer));
        Assert.Equal(RegistryErrorId.BadAnswer, (await Client(_registry.Url).RegisterAsync(Subject, "\"int\"", Stop)).Error?.Id);
    }

    [Fact]
    public async Task A_schema_of_another_kind_is_an_error()
    {
        _registry.Instead.Enqueue((200, """{"schema":"message M {}","schemaType":"PROTOBUF"}"""));
        Assert.Equal(RegistryErrorId.BadAnswer, (await Client(_registry.Url).FetchAsync(1, Stop)).Error?.Id);
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_is_given_up()
    {
        _registry.Instead.Enqueue((0, ""));
        var options = SchemaRegistryOptions.TryParse(_registry.Url)! with { MaxAttempts = 1, AttemptTimeout = TimeSpan.FromMilliseconds(50) };
        var result = await new SchemaRegistryClient(_http, options).FetchAsync(1, Stop);
        Assert.Equal(RegistryErrorId.Unavailable, result.Error?.Id);
        Assert.Contains("no answer within 0.05 s", result.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_an_error_and_a_stop_is_a_stop()
    {
        var nobody = Client($"http://127.0.0.1:{FakeRegistry.FreePort()}");
        Assert.Equal(RegistryErrorId.Unavailable, (await nobody.FetchAsync(1, Stop)).Error?.Id);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => nobody.FetchAsync(1, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Credentials_of_the_URL_are_sent_and_shown_nowhere()
    {
        var options = SchemaRegistryOptions.TryParse(_registry.Url.Replace("//", "//alice:s3cret%40@", StringComparison.Ordinal))!;
        await new SchemaRegistryClient(_http, options, _time).RegisterAsync(Subject, "\"int\"", Stop);
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("alice:s3cret@")), _registry.Requests.Single().Authorization);
        Assert.Equal(_registry.Url + "/", options.ToString());
    }

    [Theory]
    [InlineData("localhost:8081")]
    [InlineData("ftp://localhost")]
    [InlineData("")]
    public void What_is_no_http_URL_is_refused(string url) => Assert.Null(SchemaRegistryOptions.TryParse(url));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private SchemaRegistryClient Client(string url) => new(_http, SchemaRegistryOptions.TryParse(url)!, _time);
}
