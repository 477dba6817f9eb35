using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using GangExitStream.Cli;
using GangExitStream.Cli.Commands;
using GangExitStream.Cli.Options.Connection;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Kafka.Properties;

namespace GangExitStream.Tests.Unit.Kafka;

/// <summary>Usage errors are reported before any connection is made.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("topics create --partitions none")]
    [InlineData("topics create --partitions 0")]
    [InlineData("topics create --no-such-option")]
    [InlineData("topics")]
    [InlineData("topics describe -X nonsense")]
    [InlineData("topics describe -X no.such.property=1")]
    [InlineData("topics describe -X security.protocol=SSL -X ssl.ca.location=/no/such/file")]
    [InlineData("process -X security.protocol=SASL_PLAINTEXT -X sasl.mechanism=NONE")]
    [InlineData("topics describe --schema-registry ftp://x")]
    [InlineData("topics describe --kafka-properties /no/such/file")]
    [InlineData("topics describe --config /no/such/file")]
    [InlineData("topics describe --bootstrap-server=")]
    [InlineData("topics describe --bootstrap-server http://broker:9092")]
    [InlineData("topics describe --bootstrap-server broker:99999")]
    [InlineData("topics describe --bootstrap-server a:9092,b:x")]
    [InlineData("process -X bootstrap.servers=http://broker")]
    [InlineData("watch exits --schema-registry http://a,ftp://b")]
    [InlineData("watch exits --schema-registry http://a -X schema.registry.no.such=1")]
    [InlineData("watch exits --schema-registry http://a -X schema.registry.max.retries=0")]
    [InlineData("produce")]
    [InlineData("produce --live some.perf.data")]
    [InlineData("produce --live --speed 2")]
    [InlineData("produce --live --recorded-at 2026-03-01")]
    [InlineData("produce some.perf.data --live-command perf")]
    [InlineData("produce some.perf.data --recorder perf")]
    [InlineData("produce some.perf.data --buffer-size-kb 4096")]
    [InlineData("produce --live --recorder ftrace")]
    [InlineData("produce --live --recorder tracefs --live-command perf")]
    [InlineData("produce --live --recorder perf --buffer-size-kb 4096")]
    [InlineData("produce --live --live-command perf --buffer-size-kb 4096")]
    [InlineData("produce --live --buffer-size-kb 10")]
    [InlineData("produce some.perf.data --guest-times")]
    [InlineData("produce --live --live-command perf --guest-times")]
    [InlineData("produce some.perf.data --hcalls")]
    [InlineData("produce --live --live-command perf --hcalls")]
    [InlineData("produce some.perf.data --speed 0")]
    [InlineData("produce a.perf.data b.perf.data --source s")]
    [InlineData("watch")]
    [InlineData("watch nothing")]
    [InlineData("watch exits --format xml")]
    [InlineData("watch counts --tgid all")]
    public async Task Usage_errors_exit_with_2_and_say_why_on_stderr(string line)
    {
        var (exit, output, error) = await Run(line.Split(' '));
        Assert.Equal(ExitCode.Usage, exit);
        Assert.NotEmpty(error);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", error + output, StringComparison.Ordinal);
    }

    /// <summary>Values that are right by themselves: only a client that is made of them finds what doesn't go together.</summary>
    [Theory]
    [InlineData("watch exits", "receive.message.max.bytes", "1000")]
    [InlineData("watch counts", "fetch.max.bytes", "512")]
    [InlineData("produce no.perf.data", "reconnect.backoff.max.ms", "0")]
    [InlineData("produce no.perf.data", "retries", "0")]
    [InlineData("produce no.perf.data", "linger.ms", "900001")]
    [InlineData("simulate", "max.in.flight", "50")]
    [InlineData("topics describe", "reconnect.backoff.max.ms", "0")]
    [InlineData("process", "group.protocol", "new")]
    [InlineData("process", "retries", "0")]
    [InlineData("process", "receive.message.max.bytes", "1000")]
    [InlineData("process", "socket.timeout.ms", "300000")]
    public async Task A_property_that_the_client_library_rejects_is_a_usage_error(string command, string key, string value)
    {
        var (exit, _, error) = await Run([.. command.Split(' '), "-X", $"{key}={value}"]);
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains("GX5004", error, StringComparison.Ordinal);
        Assert.Contains(key, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("watch exits", "receive.message.max.bytes", "1000")]
    [InlineData("process", "retries", "0")]
    public async Task Config_show_tries_the_commands_clients(string command, string key, string value)
    {
        var (exit, output, error) = await Run(["config", "show", .. command.Split(' '), "-X", $"{key}={value}"]);
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains($"X.{key}", output, StringComparison.Ordinal);
        Assert.Matches($"{command}: GX5004 .*{key}", error);
    }

    [Theory]
    [InlineData("process --log-format json -X session.timeout.ms=1 -X bogus=1")]
    [InlineData("produce no.perf.data --log-format json -X linger.ms=900001")]
    [InlineData("produce no.perf.data --log-format json -X max.request.size=x")]
    [InlineData("process --log-format json --schema-registry http://localhost:1 -X schema.registry.request.timeout.ms=x")]
    [InlineData("process --log-format json --no-such-option")]
    public async Task A_log_in_json_has_no_other_lines_whatever_is_wrong(string command)
    {
        var (exit, _, error) = await Run(command.Split(' '));
        Assert.Equal(ExitCode.Usage, exit);
        Assert.All(error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.NotEqual(JsonValueKind.Undefined, JsonElement.Parse(line).GetProperty("text").ValueKind));
    }

    [Fact]
    public async Task A_host_with_a_slash_is_refused_before_all_of_its_records_are_dead_letters()
    {
        var (exit, _, error) = await Run(["produce", "no.perf.data", "--host", "rack/host"]);
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains("--host is a name without a slash", error, StringComparison.Ordinal);
    }

    /// <summary>Each is a value that the client library takes, and that the command's clients nevertheless don't have.</summary>
    [Theory]
    [InlineData("process", "session.timeout.ms=30000", "session.timeout.ms (10000 is used)")]
    [InlineData("process", "max.poll.interval.ms=5000", "max.poll.interval.ms (10000 is used)")]
    [InlineData("process", "session.timeout.ms=600000", "session.timeout.ms (10000 is used)")]
    [InlineData("process", "transaction.timeout.ms=60000", "transaction.timeout.ms (4000 is used)")]
    [InlineData("process", "message.max.bytes=500000", "message.max.bytes (2097152 is used)")]
    [InlineData("process", "max.request.size=500000", "message.max.bytes (2097152 is used)")]
    [InlineData("process", "delivery.timeout.ms=60000", "message.timeout.ms (4000 is used)")]
    [InlineData("produce", "queue.buffering.max.messages=10", "queue.buffering.max.messages (1000000 is used)")]
    [InlineData("watch exits", "enable.partition.eof=false", "enable.partition.eof (True is used)")]
    public async Task A_property_that_has_no_effect_is_said(string command, string property, string told)
    {
        var (exit, _, error) = await Run(["config", "show", .. command.Split(' '), "-X", property]);
        Assert.Equal(ExitCode.Done, exit);
        Assert.Equal($"{command}: without effect, because gangexit sets them itself: {told}\n", error);
    }

    [Theory]
    [InlineData("process", "group.instance.id=m1", "")]
    [InlineData("process", "group.protocol=consumer", "")]
    [InlineData("watch exits", "group.instance.id=m1", "watch exits: without effect, because this command joins no group: group.instance.id\n")]
    [InlineData("watch exits", "max.poll.interval.ms=5000", "watch exits: without effect, because this command joins no group: max.poll.interval.ms\n")]
    [InlineData("produce", "group.protocol=consumer", "produce: without effect, because this command joins no group: group.protocol\n")]
    [InlineData("topics describe", "group.instance.id=m1", "topics describe: without effect, because this command joins no group: group.instance.id\n")]
    public async Task How_a_member_joins_is_for_process_to_know(string command, string property, string told)
    {
        var (exit, _, error) = await Run(["config", "show", .. command.Split(' '), "-X", property]);
        Assert.Equal((ExitCode.Done, told), (exit, error));
    }

    /// <summary>Names that the client library has for one property: the command's own default must not win over the user's value.</summary>
    [Theory]
    [InlineData("compression.codec=gzip", "compression.type", "gzip")]
    [InlineData("queue.buffering.max.ms=7", "linger.ms", "7")]
    [InlineData("delivery.timeout.ms=60000", "message.timeout.ms", "60000")]
    public void A_second_name_of_a_property_has_the_effect_of_the_first(string given, string key, string value)
    {
        var properties = ClientProperties.From(null, [given]);
        Assert.Empty(properties.Problems);
        Assert.Equal(value, properties.Values[key]);
    }

    [Theory]
    [InlineData("-X sasl.password=hunter2", "-X sasl.password", "--kafka-properties")]
    [InlineData("-X SSL.KEY.PASSWORD=hunter2", "-X SSL.KEY.PASSWORD", "--kafka-properties")]
    [InlineData("-X=ssl.keystore.password=hunter2", "-X ssl.keystore.password", "GANGEXIT_X")]
    [InlineData("-X sasl.oauthbearer.client.secret=hunter2", "-X sasl.oauthbearer.client.secret", "${env:NAME}")]
    [InlineData("-X sasl.oauthbearer.token.endpoint.url=https://me:hunter2@login", "-X sasl.oauthbearer.token.endpoint.url", "--kafka-properties")]
    [InlineData("-X sasl.jaas.config=password=\"hunter2\";", "-X sasl.jaas.config", "--kafka-properties")]
    [InlineData("-X ssl.key.pem=hunter2 --window nonsense", "-X ssl.key.pem", "--kafka-properties")]
    [InlineData("--schema-registry http://me:hunter2@registry", "--schema-registry", "GANGEXIT_SCHEMA_REGISTRY")]
    [InlineData("--schema-registry https://hunter2@registry", "--schema-registry", "--config")]
    public async Task A_secret_on_the_command_line_is_refused_and_not_repeated(string option, string key, string nextStep)
    {
        foreach (var command in new[] { "process", "config show process" })
        {
            var (exit, output, error) = await Run([.. command.Split(' '), .. option.Split(' ')]);
            Assert.Equal(ExitCode.Usage, exit);
            Assert.Contains($"GX5007 {key}: ", error, StringComparison.Ordinal);
            Assert.Contains(nextStep, error, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", output + error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("-X sasl.password=${env:HOME}")]
    [InlineData("-X sasl.jaas.config=x.PlainLoginModule required username=u password=\"${env:HOME}\";")]
    [InlineData("-X sasl.oauthbearer.method=oidc")]
    [InlineData("-X sasl.oauthbearer.token.endpoint.url=https://login/token")]
    [InlineData("-X sasl.password=")]
    [InlineData("--schema-registry http://registry:8081")]
    public async Task Values_that_are_not_secret_are_accepted_on_the_command_line(string option)
    {
        var (exit, _, error) = await Run(["config", "show", "process", .. option.Split(' ', 2)]);
        Assert.True(exit == ExitCode.Done, error);
    }

    [Fact]
    public async Task Secrets_of_the_environment_and_of_files_are_taken()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, """{"X": {"sasl.password": "hunter2"}, "schema-registry": "http://me:hunter2@registry"}""", TestContext.Current.CancellationToken);
        var (exit, output, error) = await Run(["config", "show", "process", "--config", path], ("GANGEXIT_X", "ssl.key.password=hunter2"));
        File.Delete(path);
        Assert.True(exit == ExitCode.Done, error);
        Assert.DoesNotContain("hunter2", output + error, StringComparison.Ordinal);
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
        var (exit, _, error) = await Run(["topics", "create", "--config", path]);
        File.Delete(path);
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_gives_what_the_command_line_does_not()
    {
        var environment = ("GANGEXIT_PARTITIONS", "0");
        Assert.Equal(ExitCode.Usage, (await Run(["topics", "create"], environment)).Exit);
        Assert.Contains("no.such", (await Run(["topics", "create", "--partitions", "1", "-X", "no.such=1"], environment)).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("broker")]
    [InlineData("a:1,b:65535 , c")]
    [InlineData("[::1]:9092")]
    [InlineData("SASL_SSL://broker:9093")]
    public async Task Addresses_of_brokers_are_taken(string brokers)
    {
        var (exit, _, error) = await Run(["config", "show", "process", $"--bootstrap-server={brokers}"]);
        Assert.True(exit == ExitCode.Done, error);
    }

    [Fact]
    public async Task An_option_may_stand_before_the_command_that_takes_it_whatever_the_environment_has()
    {
        var (exit, _, error) = await Run(["topics", "--bootstrap-server", "localhost:1", "create", "-X", "no.such=1"], ("GANGEXIT_GROUP", "g"));
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains("no.such", error, StringComparison.Ordinal);
        Assert.DoesNotContain("--bootstrap-server", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_properties_may_come_from_a_pipe()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        pipe.Write("linger.ms=7\n"u8);
        using var source = new FileStream($"/proc/self/fd/{pipe.GetClientHandleAsString()}", FileMode.Open, FileAccess.Read);
        pipe.DisposeLocalCopyOfClientHandle();
        pipe.Dispose();
        var file = await Task.Run(() => JavaPropertiesReader.ReadFile($"/proc/self/fd/{source.SafeFileHandle.DangerousGetHandle()}"), TestContext.Current.CancellationToken);
        Assert.Empty(file.Problems);
        Assert.Equal("7", Assert.Single(file.Entries).Value);
    }

    [Fact]
    public async Task A_stop_while_the_brokers_do_not_answer_is_no_internal_error()
    {
        using var error = new StringWriter();
        var io = new AppIo { Output = Stream.Null, Error = error, OpenInput = () => Stream.Null };
        var common = new CommonOptions();
        var line = common.AddTo(TopicsCommand.Create(io, common)).Parse(["describe", "--bootstrap-server", "127.0.0.1:1"], Settings.Parsing);
        var invocation = new Invocation { Settings = new Settings(line, SettingSources.None), EnableDefaultExceptionHandler = false, Error = error };
        Assert.Equal(ExitCode.Failed, await line.InvokeAsync(invocation, new CancellationToken(canceled: true)));
        Assert.Equal("gangexit: interrupted", error.ToString().Trim());
    }

    private static async Task<(int Exit, string Output, string Error)> Run(string[] args, params (string Name, string Value)[] environment)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var io = new AppIo { Output = output, Error = error, OpenInput = () => Stream.Null, Variables = environment.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal) };
        var exit = await App.RunAsync(args, io);
        return (exit, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
