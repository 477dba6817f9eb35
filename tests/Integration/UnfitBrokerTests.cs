using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Tests.Brokers;

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

    private static Task<KafkaCluster> StartAsync(string setting) => KafkaCluster.StartAsync(
        new ClusterOptions(BrokerFixture.RequireKafkaHome("has a broker with settings of its own")) { HeapMegabytes = 384, JvmOptions = ClusterOptions.FastStart, ExtraProperties = [setting] }, Cancel);

    private static async Task<KafkaOptions> TopicsAsync(KafkaCluster cluster)
    {
        var kafka = new KafkaOptions { BootstrapServers = cluster.BootstrapServers };
        await GangExit.DoneAsync(kafka, "topics", "create", "--partitions", "1");
        return kafka;
    }
}
