using System.Collections.Immutable;
using System.Net;
using GangExitStream.Registry;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;

namespace GangExitStream.Tests.Unit.Avro;

/// <summary>Writers that may not register schemas: a read-only registry, a registry behind a proxy that rejects POST, schemas registered by CI.</summary>
public sealed class RegistryLookUpTests : IDisposable
{
    private const string Subject = "gang-exits-value";

    private static readonly string Schema = RecordSchema.GangExit.ReadText();

    private readonly FakeRegistry _registry = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _registry.Dispose();

    [Fact]
    public async Task A_schema_that_is_there_is_not_registered_again()
    {
        _registry.Rule = static request => IsRegistration(request) ? ReadOnly : null;
        _registry.Add(Subject, Schema);
        Assert.Equal(new RegistryResult<int>(1, null), await RegisterAsync());
        Assert.Single(_registry.Requests);
    }

    [Fact]
    public async Task A_schema_that_is_there_is_found_where_nobody_may_POST()
    {
        _registry.Rule = static request => request.HttpMethod == "POST" ? (403, "<html>read only</html>") : null;
        _registry.Add(Subject, "\"int\"");
        _registry.Add(Subject, Schema);
        _registry.Add(Subject, "{");
        Assert.Equal(new RegistryResult<int>(2, null), await RegisterAsync());
    }

    [Fact]
    public async Task Another_text_of_the_same_schema_is_as_good()
    {
        _registry.Rule = static request => IsRegistration(request) ? ReadOnly : null;
        _registry.Add(Subject, Schema.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(new RegistryResult<int>(1, null), await RegisterAsync());
    }

    [Fact]
    public async Task A_missing_schema_that_may_not_be_registered_is_reported_with_the_next_step()
    {
        _registry.Rule = static request => IsRegistration(request) ? ReadOnly : null;
        var error = (await RegisterAsync()).Error!;
        Assert.Equal(
            $"REG-10 schema registry, {_registry.Url}, schema of {Subject}: not found (404 Schema not found; error code: 40403), and registering it was refused: 422 Subject is in read-only mode; error code: 42205; register it there (schemas/*.avsc), or let this program do it",
            error.ToString());
    }

    [Fact]
    public async Task Where_registering_is_turned_off_nothing_is_registered()
    {
        var off = ("schema.registry.auto.register.schemas", "false");
        var error = (await RegisterAsync(off)).Error!;
        Assert.Equal(RegistryErrorId.NotRegistered, error.Id);
        Assert.DoesNotContain(_registry.Requests, static request => request.Path.EndsWith("/versions", StringComparison.Ordinal) && request.Method == "POST");
        _registry.Add(Subject, Schema);
        Assert.Equal(new RegistryResult<int>(1, null), await RegisterAsync(off));
    }

    private static (int, string)? ReadOnly => (422, """{"error_code":42205,"message":"Subject is in read-only mode"}""");

    private static bool IsRegistration(HttpListenerRequest request) => request.HttpMethod == "POST" && request.Url!.AbsolutePath.EndsWith("/versions", StringComparison.Ordinal);

    private async Task<RegistryResult<int>> RegisterAsync(params (string Key, string Value)[] properties)
    {
        using var client = new ConfluentRegistry(new RegistryOptions
        {
            Urls = RegistryUrls.TryParse(_registry.Url)!,
            Properties = properties.ToImmutableDictionary(static p => p.Key, static p => p.Value, StringComparer.Ordinal),
        });
        return await client.RegisterAsync(Subject, Schema, Stop);
    }
}
