using System.Text.Json.Nodes;
using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Tests.Brokers;
using GangExitRecord = GangExitStream.Events.GangExit;

namespace GangExitStream.Tests.Integration;

public sealed class WatchTests(BrokerFixture broker)
{
    private static readonly string[] ToTheEnd = ["--from-beginning", "--exit-at-end"];

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Committed_gang_exits_are_shown_and_aborted_ones_are_not()
    {
        await using var topics = await WatchTopics.CreateAsync(broker);
        topics.Commit(Exits("a", 1, 0, 5));
        topics.Abort(Exits("a", 1, 100, 5));
        topics.Commit(Exits("b", 2, 0, 3));
        topics.Abort(Exits("b", 2, 100, 3)); // the log ends with aborted records and markers
        var run = await Watch(topics.Kafka, "exits", ToTheEnd);
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal(["a/1/0", "a/1/1", "a/1/2", "a/1/3", "a/1/4", "b/2/0", "b/2/1", "b/2/2"], Identities(run).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_topic_of_aborted_records_only_ends()
    {
        await using var topics = await WatchTopics.CreateAsync(broker);
        topics.Abort(Exits("a", 1, 0, 50));
        var run = await Watch(topics.Kafka, "exits", ToTheEnd);
        Assert.Equal((ExitCode.Done, "", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task An_open_transaction_is_not_waited_for()
    {
        await using var topics = await WatchTopics.CreateAsync(broker);
        topics.Commit(Exits("a", 1, 0, 2));
        using var open = topics.Begin(Exits("a", 1, 100, 2));
        var run = await Watch(topics.Kafka, "exits", ToTheEnd);
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal(["a/1/0", "a/1/1"], Identities(run));
    }

    [Theory]
    [InlineData("exits")]
    [InlineData("counts")]
    public async Task Empty_topics_end_at_once(string what)
    {
        await using var topics = await WatchTopics.CreateAsync(broker);
        var run = await Watch(topics.Kafka, what, ToTheEnd);
        Assert.Equal((ExitCode.Done, "", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Only_records_that_match_the_filter_are_shown()
    {
        await using var topics = await WatchTopics.CreateAsync(broker);
        topics.Commit([.. Exits("a", 1, 0, 2), .. Exits("a", 11, 0, 2), .. Exits("ab", 1, 0, 2)]);
        Assert.Equal(["a/1/0", "a/1/1", "a/11/0", "a/11/1"], Identities(await Watch(topics.Kafka, "exits", [.. ToTheEnd, "--host", "a"])).Order(StringComparer.Ordinal));
        Assert.Equal(["a/1/0", "a/1/1", "ab/1/0", "ab/1/1"], Identities(await Watch(topics.Kafka, "exits", [.. ToTheEnd, "--tgid", "1"])).Order(StringComparer.Ordinal));
        Assert.Equal(["a/1/0", "a/1/1"], Identities(await Watch(topics.Kafka, "exits", [.. ToTheEnd, "--host", "a", "--tgid", "1"])));
    }

    [Fact]
    public async Task A_table_that_no_terminal_shows_is_written_once_at_the_end()
    {
        await using var topics = await WatchTopics.CreateAsync(broker);
        topics.CommitCounts([WatchTopics.Count("a", 7, 0, 3), WatchTopics.Count("a", 7, 0, 5), WatchTopics.Count("b", 8, 0, 4)]);
        topics.Tombstone("a/s/6/0", "a/6");
        var run = await Watch(topics.Kafka, "counts", [.. ToTheEnd, "--format", "table"]);
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(5, lines.Length); // header, headings, two VMs, their total
        Assert.StartsWith("gang exits of 2 VMs", lines[0], StringComparison.Ordinal);
        Assert.Matches("^a +s +7 .* 5 ", lines[2]);
        Assert.Matches("^b +s +8 .* 4 ", lines[3]);
        Assert.Matches("^all .* 9 ", lines[4]);
    }

    [Fact]
    public async Task Undecodable_records_are_counted_and_named_and_the_rest_is_shown()
    {
        await using var topics = await WatchTopics.CreateAsync(broker);
        topics.Raw("a/1", "no record of ours"u8.ToArray());
        topics.Raw("a/1", [0xc3, 0x01, 1, 2, 3, 4, 5, 6, 7, 8]);
        topics.Commit(Exits("a", 1, 0, 1));
        var run = await Watch(topics.Kafka, "exits", ToTheEnd);
        Assert.Equal(ExitCode.Damaged, run.ExitCode);
        Assert.Equal(["a/1/0"], Identities(run));
        var lines = run.Error.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Matches($"^{topics.Kafka.Topics.GangExits} partition [0-9]+ offset 0: not shown: AVRO-10 ", lines[0]);
        Assert.Equal("2 undecodable records not shown.", lines[1]);
    }

    [Fact]
    public async Task Without_from_beginning_only_what_comes_later_is_shown_until_SIGTERM()
    {
        await using var topics = await WatchTopics.CreateAsync(broker);
        topics.Commit(Exits("a", 1, 0, 5));
        using var tool = ToolProcess.Start(Arguments(topics.Kafka, "exits", []));
        var first = tool.Output.ReadLineAsync(Cancel).AsTask();
        // When the watch has begun can't be seen from outside: records go on until it shows one.
        for (var sequence = 100L; !first.IsCompleted && !tool.HasExited; sequence++)
        {
            topics.Commit(Exits("a", 1, sequence, 1));
            await Task.WhenAny(first, Task.Delay(TimeSpan.FromMilliseconds(50), Cancel));
        }
        var run = await tool.TerminateAsync(Cancel).WaitAsync(Deadline, Cancel);
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.All(Objects(await first + "\n" + run.Output), o => Assert.True((long)o["sequence"]! >= 100));
    }

    [Fact]
    public async Task A_pipe_that_nobody_reads_any_more_ends_the_watch()
    {
        await using var topics = await WatchTopics.CreateAsync(broker);
        topics.Commit(Exits("a", 1, 0, 5));
        using var tool = ToolProcess.Start(Arguments(topics.Kafka, "exits", ["--from-beginning"]));
        Assert.NotNull(await tool.Output.ReadLineAsync(Cancel));
        tool.Output.Close();
        var started = TimeProvider.System.GetTimestamp();
        for (var sequence = 100L; !tool.HasExited; sequence++) // it learns of the closed pipe when it writes
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, "the watch goes on although nobody reads");
            topics.Commit(Exits("a", 1, sequence, 1));
        }
        Assert.Equal(ExitCode.Done, tool.ExitCode);
    }

    [Fact]
    public async Task An_outage_is_said_once_and_survived()
    {
        var home = BrokerFixture.RequireKafkaHome();
        await using var cluster = await KafkaCluster.StartAsync(new ClusterOptions(home) { HeapMegabytes = 384, JvmOptions = ClusterOptions.FastStart }, Cancel);
        await using var topics = await WatchTopics.CreateAsync(new KafkaOptions { BootstrapServers = cluster.BootstrapServers });
        topics.Commit(Exits("a", 1, 0, 1));
        using var tool = ToolProcess.Start(Arguments(topics.Kafka, "exits", ["--from-beginning"]));
        Assert.Contains("\"sequence\":0", await tool.Output.ReadLineAsync(Cancel), StringComparison.Ordinal);
        await cluster.Nodes[0].KillAsync();
        Assert.Contains("no Kafka broker is reachable", await tool.Error.ReadLineAsync(Cancel).AsTask().WaitAsync(Deadline, Cancel), StringComparison.Ordinal);
        await cluster.RestartAsync(cluster.Nodes[0], Cancel);
        topics.Commit(Exits("a", 1, 1, 1));
        Assert.Contains("\"sequence\":1", await tool.Output.ReadLineAsync(Cancel).AsTask().WaitAsync(Deadline, Cancel), StringComparison.Ordinal);
        var run = await tool.TerminateAsync(Cancel).WaitAsync(Deadline, Cancel);
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_missing_topic_is_an_error_with_the_command_that_makes_it()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        var run = await Watch(kafka, "counts", []);
        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
        Assert.Contains($"GX5021 {kafka.TopicPrefix}gang-exit-counts", run.Error, StringComparison.Ordinal);
        Assert.Contains("gangexit topics create", run.Error, StringComparison.Ordinal);
        Assert.Contains("GX5021", (await Watch(kafka, "counts", [])).Error, StringComparison.Ordinal); // the question doesn't make it
    }

    [Fact]
    public async Task A_record_that_needs_a_registry_says_how_to_name_it()
    {
        await using var topics = await WatchTopics.CreateAsync(broker);
        topics.Raw("a/1", [0, 0, 0, 0, 42, 1, 2, 3]);
        var run = await Watch(topics.Kafka, "exits", ToTheEnd);
        Assert.Equal(ExitCode.Damaged, run.ExitCode);
        Assert.Contains("--schema-registry", run.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<GangExitRecord> Exits(string host, int tgid, long first, int count) =>
        Enumerable.Range(0, count).Select(i => WatchTopics.Exit(host, tgid, first + i));

    private static IEnumerable<string> Identities(ToolRun run) =>
        Objects(run.Output).Select(o => $"{o["host"]}/{o["tgid"]}/{o["sequence"]}");

    private static IEnumerable<JsonNode> Objects(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!);

    private static Task<ToolRun> Watch(KafkaOptions kafka, string what, string[] more) =>
        GangExit.RunAsync(Arguments(kafka, what, more)).WaitAsync(Deadline, Cancel);

    private static string[] Arguments(KafkaOptions kafka, string what, string[] more) =>
        GangExit.Line(kafka, ["watch", what, .. more]);
}
