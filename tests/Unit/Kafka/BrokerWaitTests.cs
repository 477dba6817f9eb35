using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Tests.Unit.Kafka;

/// <summary>Commands without a broker: port 1 refuses connections.</summary>
public sealed class BrokerWaitTests
{
    [Fact]
    public async Task A_command_without_an_end_waits_says_it_once_and_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        using var admin = new TopicAdmin(new KafkaOptions { BootstrapServers = "127.0.0.1:1" }, KafkaLogging.None, TimeSpan.FromMilliseconds(50));
        var waiting = new TaskCompletionSource<KafkaProblem>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = BrokerWait.CheckAsync(admin, [new TopicPlan(new TopicNames("")).Events], waiting.SetResult, () => Assert.Fail("nobody is there"), stop.Token);
        Assert.Equal(KafkaProblemId.BrokerUnreachable, (await waiting.Task.WaitAsync(TestContext.Current.CancellationToken)).Id);
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
