using GangExitStream.Processor.Epochs;

namespace GangExitStream.Processor.Kafka;

/// <summary>What a host may put its own in the place of, or around: the demo paces commits, the chaos program injects faults.</summary>
public sealed record ProcessParts
{
    /// <summary>Makes the clients.</summary>
    public required IKafkaClients Clients { get; init; }

    /// <summary>The brokers say what topics are, and their ids; librdkafka's mock cluster lets the request time out.</summary>
    public bool DescribesTopics { get; init; } = true;

    /// <summary>Makes what the graph commits its epochs with, of the one that has an attempt's transactions.</summary>
    public Func<IEpochCommitter, IEpochCommitter> Committer { get; init; } = static transactions => transactions;
}
