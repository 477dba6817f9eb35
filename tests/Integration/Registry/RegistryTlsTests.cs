using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using GangExitStream.Registry;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;
using GangExitStream.Tests.Integration.Security;
using GangExitStream.Tests.Shared;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace GangExitStream.Tests.Integration.Registry;

/// <summary>A registry behind TLS: which servers the client trusts, and its messages about others.</summary>
[Collection(RegistryCollection.Name)]
public sealed class RegistryTlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BrokerFixture _broker;
    private readonly RealRegistry _registry;
    private readonly Certificates _authority;
    private readonly Certificates _namesake; // another authority of the same name

    public RegistryTlsTests(BrokerFixture broker, RealRegistry registry)
    {
        Directory.CreateDirectory(_folder.PathOf("other"));
        (_broker, _registry) = (broker, registry);
        _authority = new Certificates(_folder.PathOf(""), "authority");
        _namesake = new Certificates(_folder.PathOf("other"), "authority");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _namesake.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_server_of_the_authority_given_is_trusted() => Assert.Equal("", $"{(await AskAsync(_authority.IssueFor())).Error}");

    public static TheoryData<string, string> Impostors => new()
    {
        { "another name", "RemoteCertificateNameMismatch" },
        { "ended", "NotTimeValid" },
        { "another authority of the same name", "NotSignatureValid" },
    };

    [Theory, MemberData(nameof(Impostors))]
    public async Task A_server_with_an_invalid_certificate_receives_no_credentials(string who, string why)
    {
        var answer = who switch
        {
            "another name" => await AskAsync(_authority.IssueFor("elsewhere")),
            "ended" => await AskAsync(_authority.IssueFor(until: DateTimeOffset.UtcNow.AddMinutes(-1))),
            _ => await AskAsync(_namesake.IssueFor()),
        };
        Assert.Equal(RegistryErrorId.NotTrusted, answer.Error?.Id);
        Assert.True(answer.Error!.Detail.Contains(why, StringComparison.Ordinal), answer.Error.Detail);
    }

    [Fact]
    public async Task Produce_and_process_with_a_certificate_a_login_from_a_file_and_the_first_of_two_instances_away()
    {
        var kafka = await _broker.NewTopicsAsync();
        Assert.SkipWhen(_registry.Url is null, RealRegistry.WhyNot);
        await using var door = await RegistryDoor.OpenAsync(_registry.Url!, "fleet:s3cret", Demanding());
        File.WriteAllText(_folder.PathOf("login"), "fleet:s3cret\n");
        var file = _folder.PathOf("client.properties");
        await File.WriteAllTextAsync(file, $$"""
            schema.registry.ssl.ca.location={{_authority.AuthorityFile}}
            schema.registry.ssl.keystore.location={{_authority.IssueClient("fleet", "pass")}}
            schema.registry.ssl.keystore.password=pass
            schema.registry.basic.auth.user.info=${directory:{{_folder.PathOf("")}}:login}
            """, Cancel);
        string[] registry = ["--schema-registry", $"https://localhost:1/apis/ccompat/v7,{door.Url}", "--kafka-properties", file];
        await GangExit.DoneAsync(kafka, ["produce", RepoFiles.Trace("small.perf.data"), .. registry]);
        await GangExit.DoneAsync(kafka, ["process", "--exit-at-end", .. registry]);
        Assert.All(TopicReader.ReadAll(kafka, kafka.Topics.GangExits), static record => Assert.Equal(0, record.Message.Value[0])); // Confluent's framing
        Assert.NotEmpty(door.Requests);
        Assert.DoesNotContain(door.Requests, static request => request.Refused);
    }

    [Fact]
    public async Task Without_the_certificate_that_the_registry_wants_the_next_step_is_named()
    {
        Assert.SkipWhen(_registry.Url is null, RealRegistry.WhyNot);
        await using var door = await RegistryDoor.OpenAsync(_registry.Url!, tls: Demanding());
        using var client = Client(door.Url, ("ssl.ca.location", _authority.AuthorityFile));
        var error = (await client.RegisterAsync("tls-value", RecordSchema.GangExit.ReadText(), Cancel)).Error!;
        Assert.Contains("schema.registry.ssl.keystore.location", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(door.Requests);
    }

    private HttpsConnectionAdapterOptions Demanding() => new()
    {
        ServerCertificate = _authority.IssueFor(),
        ClientCertificateMode = ClientCertificateMode.RequireCertificate,
        ClientCertificateValidation = (certificate, _, _) => certificate.Issuer == _authority.Authority.Subject,
    };

    private async Task<RegistryResult<int>> AskAsync(X509Certificate2 server)
    {
        Assert.SkipWhen(_registry.Url is null, RealRegistry.WhyNot);
        await using var door = await RegistryDoor.OpenAsync(_registry.Url!, "me:secret", new HttpsConnectionAdapterOptions { ServerCertificate = server });
        using var client = Client(door.Url, ("ssl.ca.location", _authority.AuthorityFile), ("basic.auth.user.info", "me:secret"));
        var answer = await client.RegisterAsync("tls-value", RecordSchema.GangExit.ReadText(), Cancel);
        Assert.True(answer.Error is null || door.Requests.IsEmpty, "it has told its password");
        return answer;
    }

    private static ConfluentRegistry Client(string url, params (string Key, string Value)[] properties) => new(new RegistryOptions
    {
        Urls = RegistryUrls.TryParse(url)!,
        Properties = properties.Append(("max.retries", "1")).ToImmutableDictionary(static p => RegistryOptions.Prefix + p.Item1, static p => p.Item2, StringComparer.Ordinal),
    });
}
