using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Cli;
using GangExitStream.Kafka;

namespace GangExitStream.Tests.Integration;

/// <summary>Instances that join and leave, as seen by the group's broker.</summary>
public sealed class GroupTests(BrokerFixture broker)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_that_is_stopped_while_it_joins_leaves_the_group()
    {
        var kafka = await broker.NewTopicsAsync();
        var group = kafka.TopicPrefix + "joins";
        await GangExit.RunAsync(kafka, "topics", "create", "--partitions", "2", "--group", group);
        using var admin = new AdminClientBuilder(kafka.ToClientConfig("test")).Build();
        using var first = Start(kafka, group);
        await first.UntilItSaysAsync("restored partition=1", Cancel);
        using var second = Start(kafka, group);
        await Poll.UntilAsync(async () => (await DescribeAsync(admin, group)).Members.Count == 2, "the second one has asked to join", Cancel);
        var run = await second.TerminateAsync(Cancel);
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Single((await DescribeAsync(admin, group)).Members); // at once: not only when a session has timed out
        Assert.Equal(ExitCode.Done, (await first.TerminateAsync(Cancel)).ExitCode);
    }

    private static ToolProcess Start(KafkaOptions kafka, string group) =>
        ToolProcess.Start(GangExit.Line(kafka, "process", "--group", group));

    private static async Task<ConsumerGroupDescription> DescribeAsync(IAdminClient admin, string group) =>
        (await admin.DescribeConsumerGroupsAsync([group])).ConsumerGroupDescriptions[0];
}
