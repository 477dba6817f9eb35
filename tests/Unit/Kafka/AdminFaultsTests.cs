using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Tests.Unit.Kafka;

/// <summary>What a broker's no tells the user to do.</summary>
public sealed class AdminFaultsTests
{
    [Theory]
    [InlineData("nowhere.example:9092/1: Failed to resolve 'nowhere.example:9092'", "nowhere.example:9092, its name in advertised.listeners")]
    [InlineData("sasl_ssl://10.0.0.1:9092/12: Connect to ipv4#10.0.0.1:9092 failed: Connection refused", "broker 12")]
    [InlineData("b:9092/1: Connect to ipv4#127.0.0.1:9092 failed: Connection refused", "--bootstrap-server")] // it is the one that was named
    [InlineData("other:9092/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: Connection refused", "--bootstrap-server")]
    [InlineData("GroupCoordinator: other:9092: Connection refused", "--bootstrap-server")]
    public void A_name_that_brokers_gave_and_that_cannot_be_reached_is_told_from_a_wrong_bootstrap_server(string fault, string next) =>
        Assert.Contains(next, AdminFaults.ToProblem(new KafkaException(ErrorCode.Local_TimedOut), "b:9092", TimeSpan.FromSeconds(10), fault).NextStep, StringComparison.Ordinal);

    [Fact]
    public void A_broker_that_left_the_cluster_during_a_request_is_no_refusal() => // librdkafka's _DESTROY_BROKER
        Assert.Equal(KafkaProblemId.BrokerUnreachable, AdminFaults.ToProblem(new KafkaException((ErrorCode)(-137)), "b:9092", TimeSpan.FromSeconds(10), null).Id);

    [Theory]
    [InlineData(ErrorCode.FencedInstanceId, KafkaProblemId.InstanceFenced, "group.instance.id")]
    [InlineData(ErrorCode.UnreleasedInstanceId, KafkaProblemId.InstanceFenced, "group.instance.id")]
    [InlineData(ErrorCode.InvalidSessionTimeout, KafkaProblemId.BrokerRefused, "--session-timeout")]
    [InlineData(ErrorCode.InvalidSessionTimeout, KafkaProblemId.BrokerRefused, "group.max.session.timeout.ms")]
    [InlineData(ErrorCode.Local_UnsupportedFeature, KafkaProblemId.BrokerRefused, "group.protocol=consumer")]
    [InlineData(ErrorCode.GroupAuthorizationFailed, KafkaProblemId.NotAuthorized, "docs/security.md")]
    [InlineData(ErrorCode.InvalidReplicationFactor, KafkaProblemId.BrokerRefused, "the broker's settings")]
    public void A_refusal_names_what_to_change(ErrorCode code, KafkaProblemId id, string nextStep)
    {
        var problem = AdminFaults.Refused(code, "b:9092", "because");
        Assert.Equal(id, problem.Id);
        Assert.Contains(nextStep, problem.NextStep, StringComparison.Ordinal);
        Assert.Contains("because", problem.Message, StringComparison.Ordinal);
    }
}
