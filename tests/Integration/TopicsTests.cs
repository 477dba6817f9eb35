using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Tests.Integration;

public sealed class TopicsTests(BrokerFixture broker)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Creating_twice_is_creating_once()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        var first = await Topics(kafka, "create", "--partitions", "3", "--replication-factor", "1");
        var second = await Topics(kafka, "create", "--partitions", "3", "--replication-factor", "1");
        Assert.Equal((ExitCode.Done, ""), (first.ExitCode, first.Error));
        Assert.Equal((ExitCode.Done, ""), (second.ExitCode, second.Error));
        Assert.Equal(5, Lines(first, "created"));
        Assert.Equal(5, Lines(second, "ok"));
        Assert.DoesNotContain('\e', second.Output); // no colours where nobody sees them
    }

    [Fact]
    public async Task Describe_shows_all_topics_with_their_settings()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        await Topics(kafka, "create", "--partitions", "2", "--group", "other");
        var shown = await Topics(kafka, "describe", "--group", "other");
        Assert.Equal((ExitCode.Done, ""), (shown.ExitCode, shown.Error));
        Assert.Contains($"{kafka.TopicPrefix}gang-exit-state-other", shown.Output, StringComparison.Ordinal);
        Assert.Equal(2, Lines(shown, "compact"));
        Assert.Equal(5, Lines(shown, " 2 "));
    }

    [Fact]
    public async Task A_new_state_topic_gets_the_partitions_of_its_input()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        await Topics(kafka, "create", "--partitions", "5");
        var second = await Topics(kafka, "create", "--group", "second");
        Assert.Equal((ExitCode.Done, ""), (second.ExitCode, second.Error));
        using var admin = new TopicAdmin(kafka, KafkaLogging.None);
        var found = await admin.CheckAsync(new TopicPlan(kafka.Topics, "second").All, Cancel);
        Assert.All(found.Topics, topic => Assert.Equal(5, topic.Partitions));
    }

    [Fact]
    public async Task Missing_topics_are_named_with_the_command_that_makes_them()
    {
        broker.RequireReal();
        var shown = await Topics(broker.NewOptions(), "describe");
        Assert.Equal(ExitCode.Failed, shown.ExitCode);
        Assert.Equal(5, shown.Error.Split("gangexit topics create").Length - 1);
    }

    [Fact]
    public async Task All_settings_that_break_the_contract_are_named_at_once()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        await CreateRaw(kafka, (kafka.Topics.Events, 4, "delete"), (kafka.Topics.State(), 2, "delete"), (kafka.Topics.Counts, 4, "compact,delete"));
        using var admin = new TopicAdmin(kafka, KafkaLogging.None);
        var found = await admin.CheckAsync(new TopicPlan(kafka.Topics).All, Cancel);
        var texts = found.Problems.Select(p => $"{p.Place[kafka.TopicPrefix.Length..]}: {p.Message}").Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "gang-exit-counts: cleanup.policy is compact,delete, wanted compact",
                "gang-exit-state: cleanup.policy is delete, wanted compact",
                $"gang-exit-state: partitions is 2, wanted 4, as {kafka.Topics.Events} has",
                "gang-exits: the topic isn't there",
                "kvm-hv-dead-letters: the topic isn't there",
            ],
            texts);
    }

    [Fact]
    public async Task Create_creates_no_topic_when_an_existing_one_violates_the_plan()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        await CreateRaw(kafka, (kafka.Topics.Events, 4, "delete"));
        var run = await Topics(kafka, "create", "--partitions", "8");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("partitions is 4, wanted 8", run.Error, StringComparison.Ordinal);
        using var admin = new TopicAdmin(kafka, KafkaLogging.None);
        Assert.Single((await admin.CheckAsync(new TopicPlan(kafka.Topics).All, Cancel)).Topics);
    }

    [Fact]
    public async Task A_broker_that_is_away_is_one_error_with_its_address()
    {
        var kafka = new KafkaOptions { BootstrapServers = "localhost:1" };
        using var admin = new TopicAdmin(kafka, KafkaLogging.None, TimeSpan.FromSeconds(1));
        var found = await admin.CheckAsync([new TopicPlan(kafka.Topics).Events], Cancel);
        var problem = Assert.Single(found.Problems);
        Assert.Equal(KafkaProblemId.BrokerUnreachable, problem.Id);
        Assert.StartsWith("GX5011 localhost:1: no Kafka broker answered within 1 s", problem.ToString(), StringComparison.Ordinal);
    }

    private static Task<ToolRun> Topics(KafkaOptions kafka, string verb, params string[] more) =>
        GangExit.RunAsync(kafka, ["topics", verb, .. more]);

    private static int Lines(ToolRun run, string with) =>
        run.Output.Split('\n').Count(line => line.StartsWith('│') && line.Contains(with, StringComparison.Ordinal));

    private static async Task CreateRaw(KafkaOptions kafka, params (string Name, int Partitions, string Policy)[] topics)
    {
        using var client = new AdminClientBuilder(kafka.ToClientConfig("test")).LogTo(KafkaLogging.None).Build();
        await client.CreateTopicsAsync(topics.Select(t => new TopicSpecification
        {
            Name = t.Name,
            NumPartitions = t.Partitions,
            ReplicationFactor = 1,
            Configs = new Dictionary<string, string>(StringComparer.Ordinal) { ["cleanup.policy"] = t.Policy },
        }));
    }
}
