using GangExitStream.Kafka;
using GangExitStream.Producer;
using GangExitStream.Producer.Live;
using GangExitStream.Schemas.Registry;
using GangExitStream.Traces;

namespace GangExitStream.Cli.Produce;

/// <summary>What <c>produce</c> was asked to do.</summary>
internal sealed record ProduceJob
{
    public required KafkaOptions Kafka { get; init; }

    /// <summary>With it, records have the Confluent framing.</summary>
    public ISchemaRegistry? Registry { get; init; }

    public required IReadOnlyList<string> Traces { get; init; }

    public required PublishOptions Publish { get; init; }

    /// <summary>Records by itself, in place of traces.</summary>
    public RecorderOptions? Live { get; init; }

    /// <summary>How traces are read.</summary>
    public TraceOptions Read { get; init; } = TraceOptions.Default;

    public bool Registers { get; init; }

    /// <summary>From a SIGTERM on: the time to hand over what was read, and a recorder's to flush what it has.</summary>
    public TimeSpan StopTimeout => Publish.FlushTimeout + (Live?.StopDeadline ?? TimeSpan.Zero);
}
