using GangExitStream.Cli;

namespace GangExitStream.Tests.Integration.Security;

/// <summary>The pipeline over TLS with every kind of login, each command with the rights that docs/security.md lists for it.</summary>
public sealed class LoginTests(SecureBroker broker) : SecureTests(broker)
{
    [Theory]
    [InlineData(Login.Plain)]
    [InlineData(Login.Scram)]
    [InlineData(Login.Certificate)]
    [InlineData(Login.Token)]
    public async Task The_pipeline_works_with_the_rights_that_the_documentation_lists(Login login)
    {
        await Broker.GrantAsync(Broker.Rules, Prefix);
        foreach (var command in Pipeline[..^1])
            await RunWellAsync(login, command);
        var counts = await RunAsync(login, Pipeline[^1]);
        Assert.Contains("\"final\":true", counts.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Login.Plain)]
    [InlineData(Login.Scram)]
    [InlineData(Login.Token)]
    public async Task Not_even_the_debug_log_has_a_secret(Login login)
    {
        await Broker.GrantAsync(Broker.Rules, Prefix);
        await RunWellAsync(Login.Scram, Pipeline[0]);
        var run = await RunAsync(login, "process", "--exit-at-end", "-X", "debug=all");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("SASL", run.Error, StringComparison.Ordinal); // it did log
    }
}
