using GangExitStream.Kafka;
using GangExitStream.Processor.Kafka;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>What the group's member is told of time.</summary>
public sealed class GroupConfigTests
{
    [Theory]
    [InlineData(10, 937, 300_000)]
    [InlineData(2_400, 224_880, 2_400_000)] // 40 min: as an int, its product with 937 is negative
    [InlineData(3_600, 337_320, 3_600_000)]
    public void A_heartbeat_is_a_part_of_the_session_which_is_no_longer_than_a_poll_may_take(int sessionS, int heartbeatMs, int pollMs)
    {
        var config = Clients.GroupConfig(new RunOptions { Kafka = new KafkaOptions(), SessionTimeout = TimeSpan.FromSeconds(sessionS) });
        Assert.Equal((sessionS * 1000, heartbeatMs, pollMs), (config.SessionTimeoutMs!.Value, config.HeartbeatIntervalMs!.Value, config.MaxPollIntervalMs!.Value));
    }
}
