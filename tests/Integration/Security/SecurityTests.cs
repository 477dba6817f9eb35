using GangExitStream.Cli;
using GangExitStream.Tests.Brokers;

namespace GangExitStream.Tests.Integration.Security;

/// <summary>The pipeline over TLS with every kind of login, each command with the rights that docs/security.md lists for it.</summary>
public sealed class SecurityTests(SecureBroker broker) : IClassFixture<SecureBroker>
{
    private const string Trace = "small.perf.data";

    private readonly string _prefix = $"s{Guid.NewGuid().ToString("N")[..8]}-";

    public enum Login
    {
        Plain,
        Scram,
        Certificate,
        Token,
    }

    [Theory]
    [InlineData(Login.Plain)]
    [InlineData(Login.Scram)]
    [InlineData(Login.Certificate)]
    [InlineData(Login.Token)]
    public async Task The_pipeline_works_with_the_rights_that_the_documentation_lists(Login login)
    {
        BrokerFixture.RequireKafkaHome();
        await broker.GrantAsync(broker.Rules, _prefix);
        using var tokens = login == Login.Token ? new TokenEndpoint(FreePorts.Take(1)[0], broker.Secret) : null;
        string Properties(string user) => login switch
        {
            Login.Plain => broker.Files.Plain(user),
            Login.Scram => broker.Files.Scram(user),
            Login.Certificate => broker.Files.Certificate(user),
            _ => broker.Files.Token(user, tokens!.Address),
        };
        var listener = login == Login.Certificate ? "SSL" : "SASL_SSL";
        foreach (var command in Pipeline)
        {
            var run = await RunAsync(Properties(command[0]), listener, command);
            Assert.True(run.ExitCode == ExitCode.Done, run.Error);
            if (command[0] == "watch")
                Assert.NotEmpty(run.Output);
        }
    }

    private static string[][] Pipeline =>
    [
        ["topics", "create", "--partitions", "2"],
        ["produce", RepoFiles.Trace(Trace)],
        ["process", "--exit-at-end"],
        ["watch", "exits", "--from-beginning", "--exit-at-end", "--format", "json"],
        ["watch", "counts", "--from-beginning", "--exit-at-end", "--format", "json"],
    ];

    private async Task<ToolRun> RunAsync(string properties, string listener, string[] command)
    {
        var run = await GangExit.RunAsync([.. command, "--bootstrap-server", broker.AddressOf(listener), "--topic-prefix", _prefix, "--kafka-properties", properties]);
        Assert.DoesNotContain(broker.Secret, run.Output + run.Error, StringComparison.Ordinal);
        return run;
    }
}
