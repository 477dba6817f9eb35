using System.Diagnostics;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Packaging.Deploy;

public class SystemdUnitTests
{
    private static readonly string[] Unit = File.ReadAllLines(Path.Combine(RepoFiles.Root, "deploy", "gangexit-produce.service"));

    [Fact]
    public async Task It_starts_the_producer_with_options_that_it_knows()
    {
        var start = Assert.Single(Unit, line => line.StartsWith("ExecStart=", StringComparison.Ordinal));
        const string Program = "ExecStart=/opt/gangexit/gangexit ";
        Assert.StartsWith(Program + "produce", start, StringComparison.Ordinal);
        await CommandLines.CheckAsync(start[Program.Length..]);
    }

    [Fact]
    public async Task Every_variable_of_the_example_is_an_option_also_those_left_out()
    {
        var variables = File.ReadLines(Path.Combine(RepoFiles.Root, "deploy", "gangexit-produce.env.example"))
            .Select(line => line.TrimStart('#'))
            .Where(line => line.StartsWith("GANGEXIT_", StringComparison.Ordinal))
            .Select(line => line.Split('=')[0])
            .ToList();
        Assert.NotEmpty(variables);
        await CommandLines.CheckVariablesAsync("produce", variables);
    }

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_it()
    {
        const string Tool = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(Tool), "there is no systemd-analyze on this machine");
        using var folder = new TemporaryFolder();
        var unit = folder.PathOf("gangexit-produce.service");
        // It wants the program to be there.
        await File.WriteAllLinesAsync(unit, Unit.Select(line => line.Replace("/opt/gangexit/gangexit", "/bin/true", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        using var verify = Process.Start(new ProcessStartInfo(Tool, ["verify", unit]) { UseShellExecute = false, RedirectStandardError = true })!;
        var said = await verify.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await verify.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", said);
        Assert.Equal(0, verify.ExitCode);
    }
}
