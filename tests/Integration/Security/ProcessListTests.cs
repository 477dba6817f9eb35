using GangExitStream.Cli;
using GangExitStream.Tests.Integration.Registry;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration.Security;

/// <summary>What `ps` shows of the tool and of the recorder that it starts, with secrets from every supported source.</summary>
[Collection(RegistryCollection.Name)]
public sealed class ProcessListTests(BrokerFixture broker, RealRegistry registry) : IDisposable
{
    private const string Secret = "hunter2-hunter2";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gangexit-process-list-test-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_command_line_and_no_word_said_has_a_secret_that_the_environment_or_a_file_gave()
    {
        var kafka = await broker.NewTopicsAsync();
        await using var door = registry.Url is { } url ? await RegistryDoor.OpenAsync(url, $"fleet:{Secret}") : null;
        using var tool = ToolProcess.Start([.. GangExit.Line(kafka, "produce"), .. Recording(), "--kafka-properties", Write("client.properties", $"ssl.key.password={Secret}")], Environment(door));
        await Poll.UntilAsync(() => Task.FromResult(TopicReader.ReadAll(kafka, kafka.Topics.Events).Count > 0), "the recorder's first events are in Kafka", Cancel);

        var lines = ProcessTree.CommandLines(tool.Id);
        var run = await tool.TerminateAsync(Cancel);

        Assert.Contains(lines, line => line.Contains("gangexit", StringComparison.Ordinal) && line.Contains(" produce ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("cat", StringComparison.Ordinal)); // the recorder's child was seen, too
        Assert.DoesNotContain(lines, line => line.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, run.Output + run.Error, StringComparison.Ordinal);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.True(door is null || door.Requests.Any(request => !request.Refused)); // the secret was used
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Dictionary<string, string> Environment(RegistryDoor? door)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal) { ["GANGEXIT_X"] = $"sasl.password={Secret}\nsasl.username=me\ndebug=all" };
        if (door is not null)
            all["GANGEXIT_SCHEMA_REGISTRY"] = door.UrlWith("fleet", Secret);
        return all;
    }

    private string[] Recording()
    {
        var script = Write("recorder.sh", "trap '' INT; cat \"$1\"; cat >/dev/null; exit 0");
        return ["--live", "--live-command", $"bash {script} \"{RepoFiles.Trace("pipe.perf.data")}\""];
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
