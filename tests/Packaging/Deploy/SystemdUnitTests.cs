using System.Diagnostics;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Packaging.Deploy;

public class SystemdUnitTests
{
    [Theory]
    [InlineData("produce")]
    [InlineData("process")]
    public async Task It_starts_its_command_with_options_that_it_knows(string command)
    {
        var start = Assert.Single(Unit(command), line => line.StartsWith("ExecStart=", StringComparison.Ordinal));
        const string Program = "ExecStart=/opt/gangexit/gangexit ";
        Assert.StartsWith(Program + command, start, StringComparison.Ordinal);
        await CommandLines.CheckAsync(start[Program.Length..]);
    }

    [Theory]
    [InlineData("produce")]
    [InlineData("process")]
    public async Task Every_variable_of_the_example_is_an_option_also_those_left_out(string command)
    {
        var variables = File.ReadLines(Path.Combine(RepoFiles.Root, "deploy", $"gangexit-{command}.env.example"))
            .Select(line => line.TrimStart('#'))
            .Where(line => line.StartsWith("GANGEXIT_", StringComparison.Ordinal))
            .Select(line => line.Split('=')[0])
            .ToList();
        Assert.NotEmpty(variables);
        await CommandLines.CheckVariablesAsync(command, variables);
    }

    [Theory]
    [InlineData("produce")]
    [InlineData("process")]
    public async Task Systemd_finds_nothing_wrong_with_it(string command)
    {
        const string Tool = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(Tool), "there is no systemd-analyze on this machine");
        using var folder = new TemporaryFolder();
        var unit = folder.PathOf($"gangexit-{command}.service");
        // It wants the program to be there.
        await File.WriteAllLinesAsync(unit, Unit(command).Select(line => line.Replace("/opt/gangexit/gangexit", "/bin/true", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        using var verify = Process.Start(new ProcessStartInfo(Tool, ["verify", unit]) { UseShellExecute = false, RedirectStandardError = true })!;
        var said = await verify.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await verify.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", said);
        Assert.Equal(0, verify.ExitCode);
    }

    private static string[] Unit(string command) => File.ReadAllLines(Path.Combine(RepoFiles.Root, "deploy", $"gangexit-{command}.service"));
}
