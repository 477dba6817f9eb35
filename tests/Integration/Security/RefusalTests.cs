using GangExitStream.Cli;

namespace GangExitStream.Tests.Integration.Security;

/// <summary>A rejected login is reported in one line, without a wait.</summary>
public sealed class RefusalTests(SecureBroker broker) : SecureTests(broker)
{
    private static string[][] Commands => Pipeline[..^1];

    [Theory]
    [InlineData(Login.Plain)]
    [InlineData(Login.Scram)]
    public async Task A_wrong_password_ends_every_command(Login login)
    {
        foreach (var command in Commands)
        {
            var properties = PropertiesOf(login, command[0], "wrong-" + Broker.Secret);
            AssertRefused(await RunAsync(properties, command), "GX5013", "Check the user");
        }
    }

    [Fact]
    public async Task A_broker_whose_authority_is_not_trusted_ends_every_command()
    {
        using var other = new Certificates(Broker.Folder, "other");
        foreach (var command in Commands)
            AssertRefused(await RunAsync(Broker.Files.Plain(command[0], trusted: other.AuthorityFile), command), "GX5014", "Check ssl.ca.location");
    }

    [Fact]
    public async Task A_client_without_a_certificate_is_refused_where_one_is_asked_for()
    {
        foreach (var command in Commands)
            AssertRefused(await RunAsync(Broker.Files.Plain(command[0]), command, "SSL"), "GX5014", "the client's certificate");
    }

    [Theory]
    [InlineData("topics")]
    [InlineData("produce")]
    [InlineData("process")]
    [InlineData("watch")]
    public async Task Every_right_that_the_documentation_lists_is_needed(string user)
    {
        await Broker.GrantAsync(Broker.Rules, Prefix);
        foreach (var command in Commands[..^1]) // a changelog that is empty needs no right to be read
            await RunWellAsync(Login.Plain, command);
        await RunWellAsync(Login.Plain, [.. Commands[1], "--source", "more"]); // and nothing to process needs no right to write
        foreach (var rule in Broker.Rules.Where(rule => rule.User == user))
        {
            if (user == "topics")
                Prefix = NewPrefix(); // what is there already isn't created
            await Broker.GrantAsync(Broker.Rules.Where(other => other != rule), Prefix);
            var runs = await Task.WhenAll(Pipeline.Where(command => command[0] == user).Select(command => RunAsync(Login.Plain, command)));
            AssertRefused(runs.FirstOrDefault(run => run.ExitCode != ExitCode.Done) ?? throw new InvalidOperationException($"{rule} isn't needed"), "GX5015", "docs/security.md");
        }
    }

    private static void AssertRefused(ToolRun run, string id, string nextStep)
    {
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        var lines = run.Error.Split('\n').Where(line => line.Contains(id, StringComparison.Ordinal)).ToList();
        Assert.True(lines.Count == 1 && lines[0].Contains(nextStep, StringComparison.Ordinal), run.Error);
    }
}
