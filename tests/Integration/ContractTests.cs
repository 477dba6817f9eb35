using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Cli;
using GangExitStream.Kafka;

namespace GangExitStream.Tests.Integration;

/// <summary>The settings of topics created by `topics create`, read from the broker, and the commands that refuse topics with other settings.</summary>
public sealed class ContractTests(BrokerFixture broker)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Created_topics_have_the_policies_and_retentions_of_the_contract()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        Assert.Equal(ExitCode.Done, (await RunAsync(kafka, "topics", "create", "--partitions", "3")).ExitCode);
        const string week = "604800000", month = "2592000000";
        Assert.Equal(("delete", week, "LogAppendTime"), await SettingsAsync(kafka, kafka.Topics.Events));
        Assert.Equal(("delete", month, "LogAppendTime"), await SettingsAsync(kafka, kafka.Topics.GangExits));
        Assert.Equal(("delete", month, "LogAppendTime"), await SettingsAsync(kafka, kafka.Topics.DeadLetters));
        Assert.Equal("compact", (await SettingsAsync(kafka, kafka.Topics.Counts)).Policy);
        Assert.Equal("compact", (await SettingsAsync(kafka, kafka.Topics.State())).Policy);
        Assert.All(new[] { kafka.Topics.Events, kafka.Topics.State(), kafka.Topics.Counts }, topic => Assert.Equal(3, TopicReader.Partitions(kafka, topic)));
    }

    [Theory]
    [InlineData("gang-exit-state", 3, "delete", "cleanup.policy is delete, wanted compact")]
    [InlineData("gang-exit-state", 2, "compact", "partitions is 2, wanted 3")]
    [InlineData("gang-exit-counts", 3, "delete", "cleanup.policy is delete, wanted compact")]
    [InlineData("gang-exits", 3, "compact", "cleanup.policy is compact, wanted delete")]
    public async Task Process_refuses_topics_that_break_the_contract(string name, int partitions, string policy, string why)
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        await CreateRawAsync(kafka, kafka.TopicPrefix + name, partitions, policy);
        var names = new[] { "kvm-hv-events", "gang-exits", "gang-exit-counts", "gang-exit-state", "kvm-hv-dead-letters" };
        foreach (var other in names.Where(other => other != name))
            await CreateRawAsync(kafka, kafka.TopicPrefix + other, 3, other is "gang-exit-counts" or "gang-exit-state" ? "compact" : "delete");
        var run = await RunAsync(kafka, "process", "--exit-at-end");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"id=GX5022 place={kafka.TopicPrefix}{name} error=\"{why}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_names_the_topics_that_are_missing()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        await CreateRawAsync(kafka, kafka.Topics.Events, 1, "delete");
        var run = await RunAsync(kafka, "process", "--exit-at-end");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(4, run.Error.Split("GX5021").Length - 1);
    }

    private static Task<ToolRun> RunAsync(KafkaOptions kafka, params string[] args) =>
        GangExit.RunAsync(kafka, args).WaitAsync(Deadline, Cancel);

    private static async Task<(string Policy, string RetentionMs, string Timestamps)> SettingsAsync(KafkaOptions kafka, string topic)
    {
        using var client = Admin(kafka);
        var found = await client.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = topic }]).WaitAsync(Deadline, Cancel);
        var entries = found.Single().Entries;
        return (entries["cleanup.policy"].Value, entries["retention.ms"].Value, entries["message.timestamp.type"].Value);
    }

    private static async Task CreateRawAsync(KafkaOptions kafka, string name, int partitions, string policy)
    {
        using var client = Admin(kafka);
        var configs = new Dictionary<string, string>(StringComparer.Ordinal) { ["cleanup.policy"] = policy };
        await client.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1, Configs = configs }]).WaitAsync(Deadline, Cancel);
    }

    private static IAdminClient Admin(KafkaOptions kafka) => new AdminClientBuilder(kafka.ToClientConfig("test")).LogTo(KafkaLogging.None).Build();
}
