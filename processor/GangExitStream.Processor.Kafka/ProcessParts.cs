using GangExitStream.Processor.Epochs;

namespace GangExitStream.Processor.Kafka;

/// <summary>Parts that a host may replace or decorate: the demo paces commits, the chaos program injects faults.</summary>
public sealed record ProcessParts
{
    /// <summary>Creates the clients.</summary>
    public required IKafkaClients Clients { get; init; }

    /// <summary>Whether the brokers answer DescribeTopics; librdkafka's mock cluster lets the request time out.</summary>
    public bool DescribesTopics { get; init; } = true;

    /// <summary>Decorates the committer of an attempt's transactions.</summary>
    public Func<IEpochCommitter, IEpochCommitter> Committer { get; init; } = static transactions => transactions;
}
