using GangExitStream.Cli;
using GangExitStream.Tests.Brokers;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration.Security;

/// <summary>One broker for all tests of security.</summary>
[CollectionDefinition(Name)]
public sealed class SecureCollection : ICollectionFixture<SecureBroker>
{
    public const string Name = "security";
}

/// <summary>Ways to log in.</summary>
public enum Login
{
    /// <summary>SASL PLAIN.</summary>
    Plain,

    /// <summary>SCRAM-SHA-512.</summary>
    Scram,

    /// <summary>A client's certificate, no SASL.</summary>
    Certificate,

    /// <summary>OAUTHBEARER with a token from an endpoint.</summary>
    Token,
}

/// <summary>Runs commands against the secure broker, on topics of the test's own; each as its own user.</summary>
[Collection(SecureCollection.Name)]
public abstract class SecureTests : IDisposable
{
    private readonly TokenEndpoint _tokens;

    protected SecureTests(SecureBroker broker)
    {
        BrokerFixture.RequireKafkaHome("starts a broker of its own with TLS, logins and ACLs");
        Broker = broker;
        _tokens = new TokenEndpoint(FreePorts.Take(1)[0], broker.Secret);
    }

    protected SecureBroker Broker { get; }

    protected string Prefix { get; set; } = NewPrefix();

    /// <summary>One run of each command, in the order in which they can succeed.</summary>
    protected static string[][] Pipeline { get; } =
    [
        ["topics", "create", "--partitions", "2"],
        ["produce", RepoFiles.Trace("small.perf.data")],
        ["process", "--exit-at-end"],
        ["watch", "exits", "--from-beginning", "--exit-at-end", "--format", "json"],
        ["watch", "counts", "--from-beginning", "--exit-at-end", "--format", "json"],
    ];

    protected static string NewPrefix() => $"s{Guid.NewGuid().ToString("N")[..8]}-";

    private protected Task<ToolRun> RunAsync(Login login, params string[] command) =>
        RunAsync(PropertiesOf(login, command[0], Broker.Secret), command, login == Login.Certificate ? "SSL" : "SASL_SSL");

    private protected async Task<ToolRun> RunAsync(string properties, string[] command, string listener = "SASL_SSL")
    {
        var run = await GangExit.RunAsync([.. command, "--bootstrap-server", Broker.AddressOf(listener), "--topic-prefix", Prefix, "--kafka-properties", properties]);
        Assert.DoesNotContain(Broker.Secret, run.Output + run.Error, StringComparison.Ordinal);
        return run;
    }

    protected string PropertiesOf(Login login, string user, string password) => login switch
    {
        Login.Plain => Broker.Files.Plain(user, password),
        Login.Scram => Broker.Files.Scram(user, password),
        Login.Certificate => Broker.Files.Certificate(user),
        _ => Broker.Files.Token(user, password, _tokens.Address),
    };

    protected async Task RunWellAsync(Login login, params string[] command)
    {
        var run = await RunAsync(login, command);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
    }

    public void Dispose()
    {
        _tokens.Dispose();
        GC.SuppressFinalize(this);
    }
}
