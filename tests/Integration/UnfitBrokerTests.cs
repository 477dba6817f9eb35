using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Tests.Brokers;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>Brokers whose settings don't let the processor work: each has a number and a next step.</summary>
public sealed class UnfitBrokerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("transaction.state.log.replication.factor")]
    [InlineData("offsets.topic.replication.factor")]
    public async Task Without_a_coordinator_for_transactions_or_the_group_the_cause_is_named(string setting)
    {
        await using var cluster = await StartAsync($"{setting}=3");
        var kafka = await TopicsAsync(cluster);
        using var tool = ToolProcess.Start(GangExit.Line(kafka, "process"));
        var said = await tool.UntilItSaysAsync("attempt_failed", Cancel);
        Assert.Contains("attempt_failed reason=NoCoordinator id=GX5046 ", said, StringComparison.Ordinal);
        Assert.Contains(setting, said, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await tool.TerminateAsync(Cancel)).ExitCode);
    }

    [Fact]
    public async Task A_transaction_that_may_take_longer_than_brokers_allow_is_refused_with_the_settings_names()
    {
        await using var cluster = await StartAsync("transaction.max.timeout.ms=1000");
        var run = await GangExit.RunAsync(await TopicsAsync(cluster), "process");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("failed id=GX5012 ", run.Error, StringComparison.Ordinal);
        Assert.Contains("transaction.max.timeout.ms", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_replicas_are_missing_the_broker_to_start_is_named()
    {
        await using var cluster = await KafkaCluster.StartAsync(Options() with { Brokers = 3 }, Cancel);
        var kafka = new KafkaOptions { BootstrapServers = cluster.BootstrapServers };
        await GangExit.DoneAsync(kafka, "topics", "create", "--partitions", "1", "--replication-factor", "3");
        await GangExit.DoneAsync(kafka, "produce", RepoFiles.Trace("tiny.perf.data"));
        await RequireInSyncAsync(kafka, 3, kafka.Topics.Events, kafka.Topics.GangExits, kafka.Topics.State("gangexit"));
        await cluster.Nodes[2].KillAsync();
        using var producer = ToolProcess.Start(GangExit.Line(kafka, "produce", RepoFiles.Trace("tiny.perf.data"), "--source", "again"));
        using var processor = ToolProcess.Start(GangExit.Line(kafka, "process"));
        Assert.Contains("Start broker 3 again", await producer.UntilItSaysAsync("GX5032 kvm-hv-events [0]: 2 of its 3 replicas", Cancel), StringComparison.Ordinal);
        Assert.Contains("Start broker 3 again", await processor.UntilItSaysAsync("id=GX5032 ", Cancel), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await processor.TerminateAsync(Cancel)).ExitCode);
    }

    [Fact]
    public async Task With_one_of_three_brokers_dead_the_processor_says_so_and_ends_when_asked_to()
    {
        await using var cluster = await KafkaCluster.StartAsync(Options("min.insync.replicas=1") with { Brokers = 3 }, Cancel);
        var kafka = new KafkaOptions { BootstrapServers = cluster.BootstrapServers };
        await GangExit.DoneAsync(kafka, "topics", "create", "--partitions", "6", "--replication-factor", "1");
        await GangExit.DoneAsync(kafka, "produce", RepoFiles.Trace("tiny.perf.data"));
        using var processor = ToolProcess.Start(GangExit.Line(kafka, "process"));
        await processor.UntilItSaysAsync("first_commit", Cancel);
        await cluster.Nodes[1].KillAsync();
        Assert.Contains("Start broker 2 again", await processor.UntilItSaysAsync("leaderless id=GX5032 ", Cancel), StringComparison.Ordinal); // attempts fail only where the dead broker is a coordinator
        await GangExit.DoneAsync(kafka, "topics", "describe");
        var watch = await GangExit.RunAsync(kafka, "watch", "counts", "--exit-at-end");
        Assert.Equal(ExitCode.Failed, watch.ExitCode);
        Assert.Contains("GX5032 ", watch.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await processor.TerminateAsync(Cancel)).ExitCode);
    }

    [Fact]
    public async Task Asking_what_a_deleted_topic_lacks_does_not_make_it_again()
    {
        await using var cluster = await StartAsync("auto.create.topics.enable=true");
        var kafka = new KafkaOptions { BootstrapServers = cluster.BootstrapServers };
        Assert.Null(await ReplicaHealth.FindAsync(kafka, [kafka.Topics.Events]));
        using var admin = new AdminClientBuilder(kafka.ToClientConfig("test")).LogTo(KafkaLogging.None).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = kafka.Topics.Counts, NumPartitions = 1 }]); // the controller makes topics in order
        var topics = admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Select(topic => topic.Topic).ToList();
        Assert.Contains(kafka.Topics.Counts, topics);
        Assert.DoesNotContain(kafka.Topics.Events, topics);
    }

    private static async Task RequireInSyncAsync(KafkaOptions kafka, int replicas, params string[] topics)
    {
        using var admin = new AdminClientBuilder(kafka.ToClientConfig("test")).LogTo(KafkaLogging.None).Build();
        await admin.IncrementalAlterConfigsAsync(topics.ToDictionary(
            static topic => new ConfigResource { Type = ResourceType.Topic, Name = topic },
            _ => new List<ConfigEntry> { new() { Name = "min.insync.replicas", Value = $"{replicas}", IncrementalOperation = AlterConfigOpType.Set } }));
    }

    private static ClusterOptions Options(params string[] settings) =>
        new(BrokerFixture.RequireKafkaHome("has a broker with settings of its own")) { HeapMegabytes = 384, JvmOptions = ClusterOptions.FastStart, ExtraProperties = [.. settings] };

    private static Task<KafkaCluster> StartAsync(string setting) => KafkaCluster.StartAsync(Options(setting), Cancel);

    private static async Task<KafkaOptions> TopicsAsync(KafkaCluster cluster)
    {
        var kafka = new KafkaOptions { BootstrapServers = cluster.BootstrapServers };
        await GangExit.DoneAsync(kafka, "topics", "create", "--partitions", "1");
        return kafka;
    }
}
