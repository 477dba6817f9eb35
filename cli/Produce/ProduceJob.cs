using GangExitStream.Kafka;
using GangExitStream.Producer;
using GangExitStream.Producer.Live;
using GangExitStream.Schemas.Registry;
using GangExitStream.Traces;

namespace GangExitStream.Cli.Produce;

/// <summary>Options of <c>produce</c>.</summary>
internal sealed record ProduceJob
{
    public required KafkaOptions Kafka { get; init; }

    /// <summary>The schema registry, for the Confluent framing; null: single-object encoding.</summary>
    public ISchemaRegistry? Registry { get; init; }

    public required IReadOnlyList<string> Traces { get; init; }

    public required PublishOptions Publish { get; init; }

    /// <summary>Options of live recording; null: traces are published.</summary>
    public RecorderOptions? Live { get; init; }

    /// <summary>Options of reading traces.</summary>
    public TraceOptions Read { get; init; } = TraceOptions.Default;

    public bool Registers { get; init; }

    /// <summary>Time from a SIGTERM to flush the recorder and to deliver what was read.</summary>
    public TimeSpan StopTimeout => Publish.FlushTimeout + (Live?.StopDeadline ?? TimeSpan.Zero);
}
