using System.Collections.Immutable;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Processor;
using GangExitStream.Processor.Kafka;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>Time-outs in the configuration of the group member.</summary>
public sealed class GroupConfigTests
{
    [Theory]
    [InlineData(10, 937, 300_000)]
    [InlineData(2_400, 224_880, 2_400_000)] // 40 min: as an int, its product with 937 is negative
    [InlineData(3_600, 337_320, 3_600_000)]
    public void A_heartbeat_is_a_part_of_the_session_which_is_no_longer_than_a_poll_may_take(int sessionS, int heartbeatMs, int pollMs)
    {
        var config = KafkaClients.GroupConfig(new RunOptions { Kafka = new KafkaOptions(), Timeouts = new ProcessTimeouts { Session = TimeSpan.FromSeconds(sessionS) } });
        Assert.Equal((sessionS * 1000, heartbeatMs, pollMs), (config.SessionTimeoutMs!.Value, config.HeartbeatIntervalMs!.Value, config.MaxPollIntervalMs!.Value));
    }

    /// <summary>With the new protocol the group's broker has the times and assigns; the client library refuses our properties.</summary>
    [Theory]
    [InlineData("consumer", null, null)]
    [InlineData("CONSUMER", null, null)]
    [InlineData("classic", 10_000, 937)]
    public void A_member_that_speaks_the_new_protocol_sets_no_times(string protocol, int? sessionMs, int? heartbeatMs)
    {
        var config = KafkaClients.GroupConfig(With("group.protocol", protocol));
        Assert.Equal((sessionMs, heartbeatMs), (config.SessionTimeoutMs, config.HeartbeatIntervalMs));
        Assert.Equal(sessionMs is null, config.PartitionAssignmentStrategy is null);
        using var made = new ConsumerBuilder<Ignore, Ignore>(config).Build(); // throws where the library takes it for wrong
    }

    [Theory]
    [InlineData("group.instance.id", "m1")]
    [InlineData("group.protocol", "consumer")]
    [InlineData("group.remote.assignor", "uniform")]
    public void What_makes_a_member_is_the_members_alone(string key, string value)
    {
        var options = With(key, value);
        Assert.Equal(value, KafkaClients.GroupConfig(options).Get(key), ignoreCase: true);
        Assert.Null(options.Kafka.ToConsumerConfig("watch").Get(key));
        Assert.Null(options.Kafka.ToProducerConfig("produce").Get(key));
    }

    private static RunOptions With(string key, string value) =>
        new() { Kafka = new KafkaOptions { BootstrapServers = "", ClientProperties = ImmutableDictionary<string, string>.Empty.Add(key, value) } };

    [Theory]
    [InlineData(1, true)]
    [InlineData(3_600, true)]
    [InlineData(0.999, false)]
    [InlineData(3_601, false)] // librdkafka takes no more
    [InlineData(2_147_483, false)] // what the command line's type would take
    public void A_session_is_a_second_to_an_hour(double sessionS, bool isGood)
    {
        var timeouts = new ProcessTimeouts { Session = TimeSpan.FromSeconds(sessionS) };
        Assert.Equal(isGood, timeouts.Problem() is null);
        if (!isGood)
            Assert.Throws<InvalidOperationException>(() => KafkaClients.GroupConfig(new RunOptions { Kafka = new KafkaOptions(), Timeouts = timeouts }));
    }

    [Theory]
    [InlineData(10, 200, 4_000)]
    [InlineData(5, 200, 3_000)]
    [InlineData(300, 200, 120_000)]
    [InlineData(10, 60_000, 120_000)] // an epoch is one transaction: it would time out each time
    public void A_transaction_is_shorter_than_a_session_and_longer_than_an_epoch(int sessionS, int commitMs, int transactionMs)
    {
        var options = new RunOptions
        {
            Kafka = new KafkaOptions(),
            Timeouts = new ProcessTimeouts { Session = TimeSpan.FromSeconds(sessionS) },
            Processor = new ProcessorOptions { CommitInterval = TimeSpan.FromMilliseconds(commitMs) },
        };
        Assert.Equal(TimeSpan.FromMilliseconds(transactionMs), options.TransactionTimeout);
    }
}
