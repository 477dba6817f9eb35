using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>produce --live with a shell script as recorder, which writes a recorded perf pipe.</summary>
public sealed class LiveTests(BrokerFixture broker) : IDisposable
{
    private const string Pipe = "pipe.perf.data";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gangexit-live-test-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // It ends with its standard input, as the default command's workload does; SIGINT it ignores.
    private const string Patient = "trap '' INT; cat \"$1\"; cat >/dev/null; exit 0";

    [Fact]
    public async Task The_recorders_events_are_published_and_ended_on_SIGTERM()
    {
        var kafka = await broker.NewTopicsAsync();
        using var tool = Start(kafka, Patient, "--host", "here");
        await UntilSomethingIsThereAsync(kafka);
        var run = await tool.TerminateAsync(Cancel);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        var (items, ended) = EventItem.ReadAll(kafka);
        Assert.Equal(Expected(), EventItem.Distinct(items));
        Assert.Equal(items.Select(item => (item.Source, item.Tgid)).Distinct().Order(), ended.Order());
        Assert.Contains(await BootId(), Assert.Single(items.Select(item => item.Source).Distinct(StringComparer.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recorder_that_ended_is_started_again_as_a_source_of_its_own()
    {
        var kafka = await broker.NewTopicsAsync();
        using var tool = Start(kafka, "cat \"$1\"; echo the end >&2; exit 7", "--source", "mine");
        await tool.UntilItSaysAsync("ended with exit code 7", Cancel);
        await tool.UntilItSaysAsync("ended with exit code 7", Cancel);
        var run = await tool.TerminateAsync(Cancel);
        Assert.True(run.ExitCode == ExitCode.Damaged, run.Error); // what it missed between the two, nobody knows
        var bySource = EventItem.ReadAll(kafka).Items.GroupBy(item => item.Source).ToDictionary(g => g.Key, StringComparer.Ordinal);
        Assert.Equal(Expected(), EventItem.Distinct(bySource["mine"]));
        Assert.Equal(Expected(), EventItem.Distinct(bySource["mine-2"]));
    }

    [Fact]
    public async Task A_recorder_that_is_not_there_fails_the_run_at_once()
    {
        var kafka = await broker.NewTopicsAsync();
        var run = await GangExit.RunAsync([.. GangExit.Line(kafka, "produce", "--live"), "--live-command", "/no/such/recorder"]);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("GX3001 /no/such/recorder: there is no such command", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private ToolProcess Start(KafkaOptions kafka, string script, params string[] more)
    {
        var path = Path.Combine(_folder.FullName, "recorder.sh");
        File.WriteAllText(path, script);
        return ToolProcess.Start([.. GangExit.Line(kafka, "produce", "--live"), "--live-command", $"bash {path} \"{RepoFiles.Trace(Pipe)}\"", .. more]);
    }

    // The script traps signals before it writes.
    private static Task UntilSomethingIsThereAsync(KafkaOptions kafka) =>
        Poll.UntilAsync(() => Task.FromResult(EventItem.ReadAll(kafka).Items.Count > 0), "the recorder's first events are in Kafka", Cancel);

    private static List<(int Tgid, long Sequence, KvmEvent Event)> Expected() =>
        [.. EventItem.Of(RepoFiles.Trace(Pipe)).OrderBy(item => item.Tgid).ThenBy(item => item.Sequence)];

    private static async Task<string> BootId() => (await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id", Cancel)).Trim();
}
