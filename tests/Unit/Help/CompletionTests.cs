using System.Diagnostics;
using GangExitStream.Cli.Help;
using GangExitStream.Tests.Shared;
using GangExitStream.Tests.Unit.Avro;

namespace GangExitStream.Tests.Unit.Help;

/// <summary>Outputs generated from the command tree: completion, the man page, the examples of the help.</summary>
public sealed class CompletionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("report", "re")]
    [InlineData("exits counts", "watch", "")]
    [InlineData("--from-beginning", "watch", "counts", "--fro")]
    [InlineData("table", "watch", "counts", "--format", "t")]
    [InlineData("bash", "completion", "b")]
    [InlineData("", "report", "")] // files, which bash itself completes
    public async Task Bash_completes_commands_options_and_values(string expected, params string[] words)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs bash");
        var script = (await GangexitRun.Of("completion", "bash")).Output + "\nCOMP_WORDS=(gangexit \"$@\"); COMP_CWORD=$#; _gangexit; echo \"${COMPREPLY[@]}\"";
        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script, "bash", .. words]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (bash.StandardOutput.ReadToEndAsync(Cancel), bash.StandardError.ReadToEndAsync(Cancel));
        await bash.WaitForExitAsync(Cancel);
        Assert.Equal((expected + "\n", ""), (await output, await error));
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Other_shells_scripts_know_every_command_and_option(string shell)
    {
        var script = (await GangexitRun.Of("completion", shell)).Output;
        foreach (var word in new[] { "gangexit report", "gangexit watch counts", "commit-interval", "native-produce", "csv", "describe" })
            Assert.Contains(word, script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_man_page_in_docs_is_that_of_the_commands()
    {
        var page = (await GangexitRun.Of("man")).Output;
        Assert.True(page == await File.ReadAllTextAsync(Repository.Path("docs", "gangexit.1"), Cancel), "docs/gangexit.1 is not current: gangexit man > docs/gangexit.1");
    }

    public static TheoryData<string, string> Examples => [.. CommandExamples.All.Select(static example => (example.Path, example.Line))];

    [Theory, MemberData(nameof(Examples))]
    public async Task Each_example_is_a_command_line_that_is_understood(string path, string line)
    {
        string[] words = line.Replace("source <(", "", StringComparison.Ordinal).TrimEnd(')').Split(' ')[1..];
        Assert.Contains(line, (await GangexitRun.Of([.. path.Split(' ')[1..], "--help"])).Output, StringComparison.Ordinal);
        var run = await GangexitRun.Of([.. words, "--help"]);
        Assert.Equal((0, ""), (run.Code, run.Error)); // every word known; nothing is run
    }
}
