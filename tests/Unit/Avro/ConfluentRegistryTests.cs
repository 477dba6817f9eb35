using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GangExitStream.Registry;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Tests.Unit.Avro;

public sealed class ConfluentRegistryTests : IDisposable
{
    private const string Subject = "kvm-hv-events-value";

    private readonly FakeRegistry _registry = new();
    private readonly List<ConfluentRegistry> _clients = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _registry.Dispose();
    }

    [Fact]
    public async Task A_schema_is_registered_looked_up_and_fetched_each_once()
    {
        var text = RecordSchema.KvmHvEventBatch.ReadText();
        var (writer, reader) = (Client(_registry.Url), Client(_registry.Url + "/")); // a slash more is the same
        var id = await writer.RegisterAsync(ISchemaRegistry.SubjectOf("kvm-hv-events"), text, Stop);
        Assert.Null(id.Error);
        Assert.Equal(id, await writer.RegisterAsync(Subject, text, Stop));
        Assert.Equal(id, await Client(_registry.Url).LookUpAsync(Subject, text, Stop));
        var prefix = RecordPrefix.Confluent(id.Value);
        Assert.Null(reader.Find(prefix));
        await reader.FetchAsync(prefix, Stop);
        await reader.FetchAsync(prefix, Stop);
        Assert.Equal(text, reader.Find(prefix));
        Assert.Equal(
            [
                "POST /apis/ccompat/v7/subjects/kvm-hv-events-value", "GET /apis/ccompat/v7/subjects/kvm-hv-events-value/versions", // not there yet
                "POST /apis/ccompat/v7/subjects/kvm-hv-events-value/versions", "POST /apis/ccompat/v7/subjects/kvm-hv-events-value", // once more: the client keeps the two apart
                "POST /apis/ccompat/v7/subjects/kvm-hv-events-value", $"GET /apis/ccompat/v7/schemas/ids/{id.Value}",
            ],
            _registry.Requests.Select(request => $"{request.Method} {request.Path}"));
    }

    [Fact]
    public async Task A_record_of_the_registrys_framing_is_read_after_its_schema_was_fetched()
    {
        var id = (await Client(_registry.Url).RegisterAsync("gang-exits-value", RecordSchema.GangExit.ReadText(), Stop)).Value;
        var unwrapper = new RecordUnwrapper(RecordSchema.GangExit, new ReleasedSchemas(), Client(_registry.Url));
        byte[] record = [0, 0, 0, 0, (byte)id, 1, 2, 3];
        Assert.Equal(AvroErrorId.SchemaNotFetched, unwrapper.Unwrap(record, out _).Id);
        await unwrapper.FetchAsync(RecordPrefix.Confluent(id), Stop);
        Assert.Equal(AvroErrorId.None, unwrapper.Unwrap(record, out var body).Id);
        Assert.Equal([1, 2, 3], body.ToArray());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_passing_failure_is_tried_again(int status)
    {
        for (var i = 0; i < 2; i++)
            _registry.Instead.Enqueue((status, "busy"));
        _registry.Add(Subject, "\"int\"");
        Assert.Null((await Quick().RegisterAsync(Subject, "\"int\"", Stop)).Error);
        Assert.Equal(3, _registry.Requests.Count);
    }

    [Fact]
    public async Task After_all_attempts_the_error_names_the_request_and_the_next_step_but_no_secret()
    {
        for (var i = 0; i < 4; i++)
            _registry.Instead.Enqueue((503, """{"error_code":50302,"message":"no leader"}"""));
        var error = (await Quick(_registry.Url.Replace("//", "//alice:s3cret@", StringComparison.Ordinal)).RegisterAsync(Subject, "\"int\"", Stop)).Error!;
        Assert.Equal(3, _registry.Requests.Count);
        Assert.Equal(RegistryErrorId.Unavailable, error.Id);
        Assert.StartsWith($"REG-01 schema registry, {_registry.Url}, look up {Subject}: ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("503", error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("check that the schema registry runs and that --schema-registry names it", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_that_another_instance_registers_at_the_same_time_is_no_conflict()
    {
        _registry.Add(Subject, "\"int\"");
        foreach (var status in new[] { 404, 404, 409 }) // the look-up, the versions, and the registration, which comes second
            _registry.Instead.Enqueue((status, """{"error_code":1,"message":"m"}"""));
        Assert.Equal(1, (await Client(_registry.Url).RegisterAsync(Subject, "\"int\"", Stop)).Value);
        Assert.Equal(4, _registry.Requests.Count);
    }

    [Theory]
    [InlineData(401, RegistryErrorId.Unauthorized, 1)]
    [InlineData(409, RegistryErrorId.Incompatible, 1)]
    [InlineData(403, RegistryErrorId.NotRegistered, 3)] // by look-up, versions and registration, each asked once
    [InlineData(404, RegistryErrorId.NotRegistered, 3)]
    [InlineData(422, RegistryErrorId.NotRegistered, 3)]
    public async Task A_lasting_failure_is_not_tried_again(int status, RegistryErrorId expected, int requests)
    {
        foreach (var body in new[] { """{"error_code":1,"message":"m"}""", "{}", "<html>a proxy</html>" })
        {
            _registry.Requests.Clear();
            _registry.Rule = _ => (status, body);
            var error = (await Client(_registry.Url).RegisterAsync(Subject, "\"int\"", Stop)).Error;
            Assert.True(expected == error?.Id, $"{body}: {error}");
            Assert.Equal(requests, _registry.Requests.Count);
        }
    }

    [Theory]
    [InlineData(404)]
    [InlineData(400)]
    [InlineData(409)]
    [InlineData(422)]
    public async Task A_definite_answer_about_a_records_schema_is_kept_with_its_reason(int status)
    {
        _registry.Instead.Enqueue((status, """{"error_code":1,"message":"not that one"}"""));
        var client = Client(_registry.Url);
        var unwrapper = new RecordUnwrapper(RecordSchema.GangExit, client);
        for (var i = 0; i < 3; i++)
            await unwrapper.FetchAsync(RecordPrefix.Confluent(7), Stop);
        Assert.Single(_registry.Requests);
        Assert.Contains($"schema id 7: {status} not that one", unwrapper.Unwrap([0, 0, 0, 0, 7, 1], out _).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PROTOBUF", "message M {}")]
    [InlineData("JSON", "{}")]
    public async Task A_schema_of_another_kind_is_a_definite_answer(string kind, string schema)
    {
        _registry.Instead.Enqueue((200, $$"""{"schema":"{{schema}}","schemaType":"{{kind}}"}"""));
        var client = Client(_registry.Url);
        await client.FetchAsync(RecordPrefix.Confluent(1), Stop);
        Assert.Null(client.Find(RecordPrefix.Confluent(1)));
        Assert.Contains(kind, client.RefusalReason(RecordPrefix.Confluent(1)), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(500)]
    public async Task A_failed_fetch_of_a_schema_does_not_reject_the_record(int status)
    {
        for (var i = 0; i < 4; i++)
            _registry.Instead.Enqueue((status, "{}"));
        var client = Quick();
        await Assert.ThrowsAsync<SchemaRegistryException>(() => client.FetchAsync(RecordPrefix.Confluent(1), Stop).AsTask());
        Assert.Null(client.RefusalReason(RecordPrefix.Confluent(1)));
    }

    [Fact]
    public async Task An_id_that_no_registry_can_have_is_not_asked_for()
    {
        var (client, prefix) = (Client(_registry.Url), RecordPrefix.Confluent(-5));
        await client.FetchAsync(prefix, Stop);
        Assert.NotNull(client.RefusalReason(prefix));
        Assert.Empty(_registry.Requests);
    }

    [Theory]
    [InlineData("<html>a proxy</html>")]
    [InlineData("""{"id":"one"}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task An_answer_of_something_else_is_an_error(string answer)
    {
        _registry.Instead.Enqueue((200, answer));
        Assert.Equal(RegistryErrorId.BadAnswer, (await Client(_registry.Url).RegisterAsync(Subject, "\"int\"", Stop)).Error?.Id);
        _registry.Instead.Enqueue((200, answer));
        var thrown = await Assert.ThrowsAsync<SchemaRegistryException>(() => Client(_registry.Url).FetchAsync(RecordPrefix.Confluent(1), Stop).AsTask());
        Assert.Equal(RegistryErrorId.BadAnswer, thrown.Error.Id);
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_is_given_up()
    {
        _registry.Instead.Enqueue((0, ""));
        var client = Client(_registry.Url, ("schema.registry.max.retries", "1"), ("schema.registry.request.timeout.ms", "50"));
        Assert.Equal(RegistryErrorId.Unavailable, (await client.LookUpAsync(Subject, "\"int\"", Stop)).Error?.Id);
    }

    [Fact]
    public async Task A_refused_connection_is_an_error_and_a_cancellation_throws()
    {
        var nobody = Quick($"http://127.0.0.1:{FakeRegistry.FreePort()}");
        var error = (await nobody.LookUpAsync(Subject, "\"int\"", Stop)).Error;
        Assert.Equal(RegistryErrorId.Unavailable, error?.Id);
        Assert.Contains("Connection refused", error!.Detail, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => nobody.LookUpAsync(Subject, "\"int\"", new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Where_the_first_instance_is_away_the_second_answers()
    {
        var client = Quick($"http://127.0.0.1:{FakeRegistry.FreePort()},{_registry.Url}");
        Assert.Null((await client.RegisterAsync(Subject, "\"int\"", Stop)).Error);
    }

    [Fact]
    public async Task Credentials_of_the_URL_are_sent_and_shown_nowhere()
    {
        var urls = RegistryUrls.TryParse(_registry.Url.Replace("//", "//alice:s3cret%40@", StringComparison.Ordinal))!;
        await Client(urls).RegisterAsync(Subject, "\"int\"", Stop);
        Assert.All(_registry.Requests, static request => Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("alice:s3cret@")), request.Authorization));
        Assert.Equal(_registry.Url, urls.ToString());
        Assert.DoesNotContain("s3cret", new RegistryOptions { Urls = urls }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_of_the_properties_are_sent()
    {
        await Client(_registry.Url, ("schema.registry.basic.auth.user.info", "bob:pw")).RegisterAsync(Subject, "\"int\"", Stop);
        Assert.All(_registry.Requests, static request => Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("bob:pw")), request.Authorization));
    }

    [Fact]
    public async Task A_proxy_of_the_properties_is_asked_in_its_place()
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var client = Client("http://registry.invalid/v7", ("schema.registry.max.retries", "1"), ("schema.registry.proxy.url", $"http://{proxy.LocalEndpoint}"));
        var asked = client.RegisterAsync(Subject, "\"int\"", Stop);
        using (var connection = await proxy.AcceptTcpClientAsync(Stop))
        using (var reader = new StreamReader(connection.GetStream()))
            Assert.StartsWith($"POST http://registry.invalid/v7/subjects/{Subject}?", await reader.ReadLineAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(RegistryErrorId.Unavailable, (await asked).Error?.Id);
    }

    [Theory]
    [InlineData("schema.registry.max.retries", "0")]
    [InlineData("schema.registry.proxy.url", "nonsense")]
    [InlineData("schema.registry.auto.register.schemas", "never")]
    [InlineData("schema.registry.ssl.ca.location", "/no/such/file")]
    [InlineData("schema.registry.ssl.keystore.location", "/no/such/file")]
    [InlineData("schema.registry.enable.ssl.certificate.verification", "no")]
    [InlineData("schema.registry.no.such", "1")]
    [InlineData("schema.registry.request.timeout.ms", "soon")]
    public void A_wrong_property_is_named(string key, string value) =>
        Assert.Contains(key, Assert.ThrowsAny<ArgumentException>(() => Client(_registry.Url, (key, value))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("localhost:8081")]
    [InlineData("ftp://localhost")]
    [InlineData("")]
    [InlineData("http://a,")]
    [InlineData("http://a,b:8081")]
    [InlineData("http://me:x@a,http://you:y@b")]
    public void A_text_that_is_not_a_list_of_http_URLs_is_refused(string url) => Assert.Null(RegistryUrls.TryParse(url));

    private ConfluentRegistry Client(string url, params (string Key, string Value)[] properties) => Client(RegistryUrls.TryParse(url)!, properties);

    private ConfluentRegistry Quick(string? url = null) => Client(url ?? _registry.Url, ("schema.registry.retries.wait.ms", "1"), ("schema.registry.retries.max.wait.ms", "2"));

    private ConfluentRegistry Client(RegistryUrls urls, params (string Key, string Value)[] properties)
    {
        var client = new ConfluentRegistry(new RegistryOptions { Urls = urls, Properties = properties.ToImmutableDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal) });
        _clients.Add(client);
        return client;
    }
}
