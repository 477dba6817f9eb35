using System.Text;
using GangExitStream.Cli;

namespace GangExitStream.Tests.Unit.Kafka;

/// <summary>Usage errors are found before anything is connected to.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("topics create --partitions none")]
    [InlineData("topics create --partitions 0")]
    [InlineData("topics create --no-such-option")]
    [InlineData("topics")]
    [InlineData("topics describe -X nonsense")]
    [InlineData("topics describe -X no.such.property=1")]
    [InlineData("topics describe --schema-registry ftp://x")]
    [InlineData("topics describe --kafka-properties /no/such/file")]
    [InlineData("topics describe --config /no/such/file")]
    [InlineData("produce")]
    [InlineData("produce --live some.perf.data")]
    [InlineData("produce --live --speed 2")]
    [InlineData("produce --live --recorded-at 2026-03-01")]
    [InlineData("produce some.perf.data --live-command perf")]
    [InlineData("produce some.perf.data --speed 0")]
    [InlineData("produce a.perf.data b.perf.data --source s")]
    [InlineData("watch")]
    [InlineData("watch nothing")]
    [InlineData("watch exits --format xml")]
    [InlineData("watch counts --tgid all")]
    public async Task Usage_errors_exit_with_2_and_say_why_on_stderr(string line)
    {
        var (exit, output, error) = await Run(line.Split(' '), _ => null);
        Assert.Equal(ExitCode.Usage, exit);
        Assert.NotEmpty(error);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"bootstrap-servers": "x"}""", "bootstrap-servers")]
    [InlineData("""{"partitions": "none"}""", "--partitions")]
    [InlineData("""{"X": {"no.such.property": 1}}""", "no.such.property")]
    [InlineData("""[1]""", "object")]
    [InlineData("""{"X": """, "JSON")]
    public async Task A_config_file_is_held_to_the_same_rules(string json, string named)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, json, TestContext.Current.CancellationToken);
        var (exit, _, error) = await Run(["topics", "create", "--config", path], _ => null);
        File.Delete(path);
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_gives_what_the_command_line_does_not()
    {
        static string? Environment(string name) => name == "GANGEXIT_PARTITIONS" ? "0" : null;
        Assert.Equal(ExitCode.Usage, (await Run(["topics", "create"], Environment)).Exit);
        Assert.Contains("no.such", (await Run(["topics", "create", "--partitions", "1", "-X", "no.such=1"], Environment)).Error, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output, string Error)> Run(string[] args, Func<string, string?> environment)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var io = new AppIo { Output = output, Error = error, OpenInput = () => Stream.Null, Environment = environment };
        var exit = await App.RunAsync(args, io);
        return (exit, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
