using System.Text;
using System.Text.Json;
using GangExitStream.Cli;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Config;

/// <summary><c>config show</c>: precedence of the sources, what it shows, and that it does not show secrets.</summary>
public sealed class ConfigShowTests : IDisposable
{
    private const string Secret = "hunter2";
    private readonly string _folder = Directory.CreateTempSubdirectory("gangexit").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_command_line_wins_then_the_environment_then_the_file()
    {
        var file = Write("c.json", """{"window": "1s", "group": "from-file", "session-timeout": "3s", "partitions": 7}""");
        var rows = await ShowAsync(["process", "--window", "5s", "--config", file], ("GANGEXIT_WINDOW", "4s"), ("GANGEXIT_GROUP", "from-env"));
        Assert.Equal(("5s", "flag", "--window"), rows["process/window"]);
        Assert.Equal(("from-env", "env", "GANGEXIT_GROUP"), rows["process/group"]);
        Assert.Equal(("3s", "file", $"{file}: session-timeout"), rows["process/session-timeout"]);
        Assert.Equal(("200ms", "default", ""), rows["process/commit-interval"]);
        Assert.Equal(("false", "default", ""), rows["process/exit-at-end"]);
        Assert.Equal(("localhost:9092", "default", ""), rows["common/bootstrap-server"]);
    }

    [Theory]
    [InlineData("report")]
    [InlineData("produce")]
    [InlineData("process")]
    [InlineData("topics create")]
    [InlineData("topics describe")]
    [InlineData("watch exits")]
    [InlineData("watch counts")]
    public async Task Every_option_of_every_command_can_come_from_each_source(string command)
    {
        var words = command.Split(' ');
        var rows = await ShowAsync(words);
        Assert.NotEmpty(rows);
        foreach (var (name, row) in rows.Where(row => row.Key != "common/config"))
        {
            var key = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
            var value = Sample(key, row.Value);
            var variable = "GANGEXIT_" + key.Replace('-', '_').ToUpperInvariant();
            var file = Write("c.json", $"{{\"{key}\": {JsonSerializer.Serialize(value)}}}");
            Assert.Equal((value, "env", variable), (await ShowAsync(words, (variable, value)))[name]);
            Assert.Equal((value, "file", $"{file}: {key}"), (await ShowAsync(words, ("GANGEXIT_CONFIG", file)))[name]);
            Assert.Equal((value, "flag", $"--{key}"), (await ShowAsync([.. words, "--", $"--{key}={value}"], (variable, "nonsense"), ("GANGEXIT_CONFIG", file)))[name]);
        }
    }

    [Fact]
    public async Task Client_properties_are_merged_key_by_key_and_secrets_masked()
    {
        var properties = Write("client.properties", $"bootstrap.servers=kafka:9093\nsasl.username=me\nsasl.password={Secret}\nlinger.ms=1\nssl.key.password=${{env:HOME}}\n");
        var config = Write("c.json", $"{{\"kafka-properties\": \"{properties}\", \"X\": {{\"linger.ms\": 2, \"sasl.oauthbearer.client.secret\": \"{Secret}\"}}}}");
        var run = await RunAsync(["--format", "json", "process", "-X", "linger.ms=4"], ("GANGEXIT_CONFIG", config), ("GANGEXIT_X", "linger.ms=3\nclient.id=c"));
        Assert.DoesNotContain(Secret, run.Output + run.Error, StringComparison.Ordinal);
        var rows = Rows(run.Output);
        Assert.Equal(("kafka:9093", "file", $"{properties}:1"), rows["common/bootstrap-server"]);
        Assert.Equal(("********", "file", $"{properties}:3"), rows["common/X.sasl.password"]);
        Assert.Equal(("********", "file", $"{config}: X"), rows["common/X.sasl.oauthbearer.client.secret"]);
        Assert.Equal(("${env:HOME}", "file", $"{properties}:5"), rows["common/X.ssl.key.password"]);
        Assert.Equal(("4", "flag", "-X"), rows["common/X.linger.ms"]);
        Assert.Equal(("c", "env", "GANGEXIT_X"), rows["common/X.client.id"]);
    }

    [Theory]
    [InlineData("2h")] // librdkafka takes no more than an hour
    [InlineData("999ms")]
    public async Task A_session_time_out_that_no_client_takes_is_refused(string time)
    {
        var run = await AppAsync(["process"], [("GANGEXIT_SESSION_TIMEOUT", time)]);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains("GANGEXIT_SESSION_TIMEOUT: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 s to 1 h is possible", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registrys_login_is_masked()
    {
        var run = await RunAsync(["watch"], ("GANGEXIT_SCHEMA_REGISTRY", $"https://me:{Secret}@registry:8081"));
        Assert.DoesNotContain(Secret, run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains("https://********@registry:8081", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once_each_with_the_key_that_gave_it()
    {
        var file = Write("c.json", """{"windo": "1s", "metrics-port": 70000}""");
        string[] args = ["process", "--window", "5 parsecs", "-X", "no.such=1", "--config", file];
        (string, string)[] environment = [("GANGEXIT_SESSION_TIMEOUT", "soon"), ("GANGEXIT_X", $"{Secret}\nlinger.ms={Secret}")];
        foreach (var line in new[] { args, ["config", "show", .. args] })
        {
            var run = await AppAsync(line, environment);
            Assert.Equal(ExitCode.Usage, run.Exit);
            foreach (var key in new[] { $"{file}: no command has an option 'windo'", $"{file}: metrics-port", "--window", "GANGEXIT_SESSION_TIMEOUT", "-X no.such", "GANGEXIT_X: an argument isn't key=value", "GANGEXIT_X linger.ms" })
                Assert.Contains(key, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task One_file_serves_commands_that_have_not_all_of_its_options()
    {
        var file = Write("c.json", """{"window": "1s", "partitions": 0}""");
        var run = await AppAsync(["topics", "create", "--config", file], []);
        Assert.Contains($"{file}: partitions", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("window", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_command_all_commands_are_shown_and_common_options_once()
    {
        var run = await RunAsync([]);
        var lines = run.Output.Split('\n');
        Assert.Equal(["common", "report", "diff", "produce", "process", "watch exits", "watch counts", "dashboard", "topics create", "topics describe", "simulate", "demo"], lines.Where(line => line.Length > 0 && line[0] != ' '));
        Assert.Single(lines, line => line.Contains("bootstrap-server", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_documentation_has_every_option()
    {
        var documented = await File.ReadAllTextAsync(Path.Combine(RepoFiles.Root, "docs", "configuration.md"), TestContext.Current.CancellationToken);
        foreach (var key in (await ShowAsync([])).Keys.Select(name => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]))
            Assert.Contains($"| `GANGEXIT_{key.Replace('-', '_').ToUpperInvariant()}` |", documented, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_does_not_show_values_of_the_environment()
    {
        var run = await AppAsync(["process", "--help"], [("GANGEXIT_X", $"sasl.password={Secret}"), ("GANGEXIT_SCHEMA_REGISTRY", $"http://me:{Secret}@r")]);
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.DoesNotContain(Secret, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_variable_or_key_is_refused_and_the_nearest_known_one_named()
    {
        var file = Write("c.json", """{"sesion-timeout": "3s"}""");
        var run = await AppAsync(["process", "--config", file], [("GANGEXIT_METRIC_PORT", "1"), ("GANGEXIT_Window", "1s"), ("GANGEXIT_PARTITIONS", "3"), ("GANGEXIT_DEBUG", "1")]);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains($"{file}: no command has an option 'sesion-timeout'; the nearest is session-timeout.", run.Error, StringComparison.Ordinal);
        Assert.Contains("GANGEXIT_METRIC_PORT: no option has this variable; the nearest is GANGEXIT_METRICS_PORT.", run.Error, StringComparison.Ordinal);
        Assert.Contains("GANGEXIT_Window: no option has this variable; the nearest is GANGEXIT_WINDOW.", run.Error, StringComparison.Ordinal);
        Assert.Equal(4, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("""{"window": {"a": 1}}""", "window must be a text, a number, true or false.")]
    [InlineData("""{"window": ["1s", "2s"]}""", "window must be a text, a number, true or false.")]
    [InlineData("""{"X": {"a": {"b": 1}}}""", "X must be a text, a number, true or false, a list of them, or an object of them.")]
    [InlineData("""{"group": "a", "group": "b"}""", "group")]
    public async Task A_value_of_another_shape_is_refused(string json, string problem)
    {
        var run = await AppAsync(["process", "--config", Write("c.json", json)], []);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("produce --live", "GANGEXIT_SPEED", "2", "--speed belongs to a recorded trace")]
    [InlineData("produce a b", "GANGEXIT_SOURCE", "s", "--source belongs to one trace")]
    [InlineData("produce a", "GANGEXIT_LIVE", "true", "--live records by itself")]
    public async Task Rules_about_what_goes_together_hold_for_every_source(string line, string variable, string value, string problem)
    {
        var run = await AppAsync(line.Split(' '), [(variable, value)]);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("produce --help")]
    [InlineData("--version")]
    public async Task Help_needs_no_settings(string line) =>
        Assert.Equal(ExitCode.Done, (await AppAsync(line.Split(' '), [("GANGEXIT_NO_SUCH", "1"), ("GANGEXIT_CONFIG", "/no/such/file")])).Exit);

    [Fact]
    public async Task A_wrong_value_of_any_option_is_refused_in_plain_English()
    {
        foreach (var command in new[] { "report", "diff", "produce", "process", "watch exits", "topics create", "simulate", "demo" })
        {
            foreach (var key in (await ShowAsync(command.Split(' '))).Keys.Select(name => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]))
            {
                var run = await RunAsync([.. command.Split(' '), "--", $"--{key}=?!"]);
                Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
                Assert.DoesNotContain('`', run.Error);
                Assert.DoesNotContain("internal error", run.Error, StringComparison.Ordinal);
            }
        }
        Assert.Contains("'abc' is no value for --partitions, which takes a whole number", (await AppAsync(["topics", "create", "--partitions", "abc"], [])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_read_their_options_from_the_settings()
    {
        // A ParseResult knows the command line only: an option read from it would ignore the environment and the file.
        var readers = Directory.EnumerateFiles(Path.Combine(RepoFiles.Root, "cli"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/Options/", StringComparison.Ordinal))
            .Where(path => File.ReadAllText(path).Contains("ParseResult", StringComparison.Ordinal))
            .Select(Path.GetFileName);
        Assert.Equal(["App.cs", "ExamplesHelp.cs"], readers.Order(StringComparer.Ordinal)); // the help action is given one, and reads no option
    }

    /// <summary>A value that the option takes and isn't its default.</summary>
    private static string Sample(string key, string? standard) => key switch
    {
        "window" or "commit-interval" or "session-timeout" => "7s",
        "attribution" => "tgid",
        "native-produce" => "off",
        "recorder" => "perf",
        "buffer-size-kb" => "4096",
        "clock-hz" => "512000000",
        "vcore-stride" => "4",
        "since" or "until" => "12.5",
        "top" => "3",
        "format" => "json",
        "by" => "trap",
        "match" => "tgid",
        "log-format" => "json",
        "partitions" or "replication-factor" or "tgid" or "metrics-port" or "http-port" or "vm-metrics" or "speed" => "7",
        "recorded-at" => "2026-03-01",
        "schema-registry" => "http://registry:8081",
        "kafka-properties" or "vm-names" => "/dev/null",
        "metrics-address" or "http-address" => "10.0.0.1",
        _ => standard == "false" ? "true" : "some-text",
    };

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<Dictionary<string, (string? Value, string Origin, string Place)>> ShowAsync(string[] words, params (string, string)[] environment)
    {
        var run = await RunAsync(["--format", "json", .. words], environment);
        Assert.True(run.Exit == ExitCode.Done, run.Error);
        return Rows(run.Output);
    }

    private static Dictionary<string, (string? Value, string Origin, string Place)> Rows(string output) => output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement)
        .ToDictionary(row => $"{Text(row, "command")}/{Text(row, "key")}", row => (Text(row, "value"), Text(row, "origin")!, Text(row, "place")!), StringComparer.Ordinal);

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    private static Task<(int Exit, string Output, string Error)> RunAsync(string[] words, params (string, string)[] environment) =>
        AppAsync(["config", "show", .. words], environment);

    private static async Task<(int Exit, string Output, string Error)> AppAsync(string[] args, (string Name, string Value)[] environment)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var variables = environment.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
        var exit = await App.RunAsync(args, new AppIo { Output = output, Error = error, OpenInput = () => Stream.Null, Variables = variables });
        return (exit, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
