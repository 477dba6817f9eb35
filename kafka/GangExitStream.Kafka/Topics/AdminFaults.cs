using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace GangExitStream.Kafka.Topics;

/// <summary>Converts exceptions of the admin client to problems: an unreachable broker, a missing right, or a refused request.</summary>
public static class AdminFaults
{
    /// <summary>librdkafka's _DESTROY_BROKER: the broker that a request waited for isn't one of the cluster's any more; Confluent.Kafka has no name for it.</summary>
    private const ErrorCode BrokerRemoved = (ErrorCode)(-137);

    /// <summary>The problem to show to the user.</summary>
    /// <param name="e">The client's exception.</param>
    /// <param name="bootstrapServers">The bootstrap servers of the client.</param>
    /// <param name="timeout">The time-out of the request.</param>
    /// <param name="lastFault">The client's last connection error; null: none.</param>
    /// <param name="suspected">A permanent failure of one broker; it is the reason if no other broker answered in time.</param>
    public static KafkaProblem ToProblem(KafkaException e, string bootstrapServers, TimeSpan timeout, string? lastFault, KafkaProblem? suspected = null)
    {
        if (Reports(e).Where(report => report.Error.IsError).ToList() is { Count: > 0 } refused)
            return Refused(refused[0].Error.Code, bootstrapServers, string.Join("; ", refused.Select(report => $"{report.Name}: {report.Error.Reason.TrimEnd('.')}")));
        if (e.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or BrokerRemoved)
            return suspected ?? Unreachable(bootstrapServers, timeout, lastFault);
        return Refused(e.Error.Code, bootstrapServers, e.Error.Reason.TrimEnd('.'));
    }

    /// <summary>The problem of a request that the broker refused; a missing right has its own id and next step.</summary>
    public static KafkaProblem Refused(ErrorCode code, string place, string reason) => code switch
    {
        ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed =>
            new(KafkaProblemId.NotAuthorized, place, $"the user lacks a right: {reason}", "Grant what docs/security.md lists for this command"),
        ErrorCode.FencedInstanceId or ErrorCode.UnreleasedInstanceId => new(
            KafkaProblemId.InstanceFenced, place, $"another instance runs under this group.instance.id: {reason}",
            "Give each instance a group.instance.id of its own; one that was killed gives its id back when its session has timed out"),
        ErrorCode.Local_UnsupportedFeature => Refused(place, reason, "Remove group.protocol=consumer from the client properties where they have it, or update the brokers"),
        ErrorCode.InvalidTransactionTimeout => Refused(place, reason, "Raise the brokers' transaction.max.timeout.ms, or lower --session-timeout (a transaction may take 0.4 of it, at least 3 s) and --commit-interval (twice it)"),
        ErrorCode.InvalidSessionTimeout => Refused(place, reason, "Set --session-timeout between the brokers' group.min.session.timeout.ms and group.max.session.timeout.ms"),
        _ => Refused(place, reason, "Correct the request or the broker's settings"),
    };

    private static KafkaProblem Refused(string place, string reason, string next) => new(KafkaProblemId.BrokerRefused, place, $"the broker refused: {reason}", next);

    private static IEnumerable<(string Name, Error Error)> Reports(KafkaException e) => e switch
    {
        CreateTopicsException create => create.Results.Select(report => (report.Topic, report.Error)),
        DescribeConfigsException describe => describe.Results.Select(report => (report.ConfigResource.Name, report.Error)),
        _ => [],
    };

    /// <summary>The next step when brokers don't answer, and this was the last connection error; null: none.</summary>
    public static string NextAfter(string? lastFault, string bootstrapServers) =>
        AdvertisedName.NextStep(lastFault, bootstrapServers) ?? "Check --bootstrap-server, the network, and security.protocol if the listener uses TLS or SASL";

    private static KafkaProblem Unreachable(string bootstrapServers, TimeSpan timeout, string? lastFault) => new(
        KafkaProblemId.BrokerUnreachable,
        bootstrapServers,
        string.Create(CultureInfo.InvariantCulture, $"no Kafka broker answered within {timeout.TotalSeconds:0.#} s{(lastFault is null ? "" : $" ({lastFault})")}"),
        NextAfter(lastFault, bootstrapServers));
}
