using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace GangExitStream.Kafka.Topics;

/// <summary>Tells a broker that is away from one that says no.</summary>
public static class AdminFaults
{
    /// <summary>What to tell the user.</summary>
    /// <param name="e">What the client threw.</param>
    /// <param name="bootstrapServers">Whom it asked.</param>
    /// <param name="timeout">How long it waited.</param>
    /// <param name="lastFault">The last thing it said about a connection, if anything.</param>
    public static KafkaProblem ToProblem(KafkaException e, string bootstrapServers, TimeSpan timeout, string? lastFault)
    {
        if (e is CreateTopicsException create)
            return Refused(bootstrapServers, string.Join("; ", create.Results.Where(r => r.Error.IsError).Select(r => $"{r.Topic}: {r.Error.Reason}")));
        if (e.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve)
            return Unreachable(bootstrapServers, timeout, lastFault);
        return Refused(bootstrapServers, e.Error.Reason);
    }

    private static KafkaProblem Unreachable(string bootstrapServers, TimeSpan timeout, string? lastFault) => new(
        KafkaProblemId.BrokerUnreachable,
        bootstrapServers,
        string.Create(CultureInfo.InvariantCulture, $"no Kafka broker answered within {timeout.TotalSeconds:0.#} s{(lastFault is null ? "" : $" ({lastFault})")}"),
        "Check --bootstrap-server, the network, and security.protocol if the listener uses TLS or SASL");

    private static KafkaProblem Refused(string bootstrapServers, string reason) => new(
        KafkaProblemId.BrokerRefused, bootstrapServers, $"the broker refused: {reason}", "Correct the request or the broker's settings and ACLs");
}
