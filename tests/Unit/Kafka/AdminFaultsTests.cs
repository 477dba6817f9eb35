using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Tests.Unit.Kafka;

/// <summary>What a broker's no tells the user to do.</summary>
public sealed class AdminFaultsTests
{
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
