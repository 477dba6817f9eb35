using GangExitStream.Kafka;
using GangExitStream.Producer;

namespace GangExitStream.Cli.Produce;

/// <summary>What <c>produce</c> was asked to do.</summary>
internal sealed record ProduceJob
{
    public required KafkaOptions Kafka { get; init; }

    /// <summary>With it, records have the Confluent framing.</summary>
    public Uri? Registry { get; init; }

    public required IReadOnlyList<string> Traces { get; init; }

    public required PublishOptions Publish { get; init; }

    public bool Registers { get; init; }
}
