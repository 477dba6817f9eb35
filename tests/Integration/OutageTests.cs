using System.Globalization;
using Confluent.Kafka;
using GangExitStream.Cli;
using GangExitStream.Cli.Produce;
using GangExitStream.Kafka;
using GangExitStream.Producer;
using GangExitStream.Tests.Brokers;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>produce during a crash of the broker: it waits, reports it once, continues, and every item is in the topic once.</summary>
public sealed class OutageTests
{
    private const string Trace = "power8-2vm-smt2.perf.data";

    /// <summary>How long a replay takes, so that something can happen in its middle.</summary>
    private const double ReplaySeconds = 6;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_that_is_away_at_the_start_is_waited_for()
    {
        await using var cluster = await StartAsync();
        await cluster.Nodes[0].KillAsync();
        using var tool = ToolProcess.Start(Arguments(cluster));
        await tool.UntilItSaysAsync("Waiting for it", Cancel);
        await cluster.RestartAsync(cluster.Nodes[0], Cancel);
        await AssertItGoesOnAsync(tool, cluster, saidOnce: ["Waiting for it", "a Kafka broker answers now"]);
    }

    [Fact]
    public async Task A_broker_that_is_killed_in_the_middle_is_waited_for_and_nothing_is_lost_or_doubled()
    {
        await using var cluster = await StartAsync();
        using var tool = ToolProcess.Start(Arguments(cluster, "--speed", Speed()));
        await UntilPublishedAsync(cluster);
        await cluster.Nodes[0].KillAsync();
        var before = await tool.UntilItSaysAsync("no delivery to Kafka any more", Cancel);
        Assert.DoesNotContain("produced", before, StringComparison.Ordinal);
        await cluster.RestartAsync(cluster.Nodes[0], Cancel);
        await AssertItGoesOnAsync(tool, cluster, saidOnce: ["no delivery", "the broker is back"]);
    }

    [Fact]
    public async Task Told_to_stop_while_the_broker_is_away_it_ends_at_the_deadline_and_says_what_is_unconfirmed()
    {
        await using var cluster = await StartAsync();
        using var stop = new CancellationTokenSource();
        await using var error = new SaidLines();
        var io = new AppIo { Output = Stream.Null, Error = error, OpenInput = () => Stream.Null };
        var job = new ProduceJob
        {
            Kafka = Kafka(cluster),
            Traces = [RepoFiles.Trace(Trace)],
            Publish = new PublishOptions { Speed = Producer.Pacing.ReplaySpeed.Times(SpeedFactor()), FlushTimeout = TimeSpan.FromSeconds(2) },
        };
        await using var watch = new ProduceWatch();
        var running = new ProduceRunner(job, watch, io).RunAsync(stop.Token);
        await UntilPublishedAsync(cluster);
        await cluster.Nodes[0].KillAsync();
        await Poll.UntilAsync(() => Task.FromResult(error.Has("no delivery")), "it notices that the broker is away", Cancel);
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Failed, await running.WaitAsync(Deadline, Cancel));
        Assert.True(error.Has("weren't confirmed within 2 s") && error.Has("gangexit: produced "), error.ToString());
    }

    [Fact]
    public async Task A_run_that_is_stopped_in_the_middle_and_one_after_it_make_the_same_items()
    {
        await using var cluster = await StartAsync();
        using (var tool = ToolProcess.Start(Arguments(cluster, "--speed", Speed())))
        {
            await UntilPublishedAsync(cluster);
            var stopped = await tool.TerminateAsync(Cancel);
            Assert.True(stopped.ExitCode == ExitCode.Failed, stopped.Error);
            Assert.Contains("interrupted", stopped.Error, StringComparison.Ordinal);
        }
        var (part, ended) = EventItem.ReadAll(Kafka(cluster));
        Assert.InRange(part.Count, 1, Expected().Count - 1);
        Assert.Empty(ended);
        var run = await GangExit.RunAsync(Arguments(cluster));
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        var (all, _) = EventItem.ReadAll(Kafka(cluster));
        Assert.Equal(part.Count + Expected().Count, all.Count);
        Assert.Equal(Expected(), EventItem.Distinct(all));
        Assert.Single(all.Select(item => item.Source).Distinct(StringComparer.Ordinal));
    }

    private static async Task AssertItGoesOnAsync(ToolProcess tool, KafkaCluster cluster, string[] saidOnce)
    {
        var run = await tool.EndAsync(Cancel);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.All(saidOnce, text => Assert.Single(run.Error.Split('\n'), line => line.Contains(text, StringComparison.Ordinal)));
        var (items, ended) = EventItem.ReadAll(Kafka(cluster));
        Assert.Equal(Expected().Count, items.Count);
        Assert.Equal(Expected(), EventItem.Distinct(items));
        Assert.Equal(items.Select(item => item.Tgid).Distinct().Order(), ended.Select(vm => vm.Tgid).Order());
    }

    private static List<(int Tgid, long Sequence, KvmEvent Event)> Expected() =>
        [.. EventItem.Of(RepoFiles.Trace(Trace)).OrderBy(item => item.Tgid).ThenBy(item => item.Sequence)];

    private static async Task<KafkaCluster> StartAsync()
    {
        var options = new ClusterOptions(BrokerFixture.RequireKafkaHome()) { HeapMegabytes = 384, JvmOptions = ClusterOptions.FastStart };
        var cluster = await KafkaCluster.StartAsync(options, Cancel);
        var run = await GangExit.RunAsync("topics", "create", "--partitions", "2", "--bootstrap-server", cluster.BootstrapServers);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        return cluster;
    }

    private static string[] Arguments(KafkaCluster cluster, params string[] more) =>
        ["produce", RepoFiles.Trace(Trace), "--bootstrap-server", cluster.BootstrapServers, .. more];

    private static KafkaOptions Kafka(KafkaCluster cluster) => new() { BootstrapServers = cluster.BootstrapServers };

    private static double SpeedFactor()
    {
        var events = TraceReading.ReadAll(Traces.TraceFile.Open(RepoFiles.Trace(Trace))).Events;
        return (events[^1].TimeNs - events[0].TimeNs) / 1e9 / ReplaySeconds;
    }

    private static string Speed() => SpeedFactor().ToString("0.####", CultureInfo.InvariantCulture);

    private static Task UntilPublishedAsync(KafkaCluster cluster)
    {
        var kafka = Kafka(cluster);
        return Poll.UntilAsync(() => Task.FromResult(Enumerable.Range(0, 2).Any(p => End(kafka, p) > 0)), "the first batch is there", Cancel);
    }

    private static long End(KafkaOptions kafka, int partition)
    {
        var config = kafka.ToConsumerConfig("test");
        config.GroupId = "not-used";
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(config).LogTo(KafkaLogging.None).Build();
        try
        {
            return consumer.QueryWatermarkOffsets(new TopicPartition(kafka.Topics.Events, partition), Deadline).High.Value;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.NotLeaderForPartition or ErrorCode.LeaderNotAvailable)
        {
            return 0; // a new topic's leader needs a moment
        }
    }
}
