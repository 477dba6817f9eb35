using System.Diagnostics.Metrics;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Logging;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Processor.Running;

/// <summary>How the graph is run over Kafka.</summary>
public sealed record RunOptions
{
    /// <summary>Brokers, topics and client properties.</summary>
    public required KafkaOptions Kafka { get; init; }

    /// <summary>What the graph does.</summary>
    public ProcessorOptions Processor { get; init; } = new();

    /// <summary>The consumer group; it also names the changelog.</summary>
    public string Group { get; init; } = TopicNames.DefaultGroup;

    /// <summary>Process up to the end offsets seen at the start, then stop.</summary>
    public bool ExitAtEnd { get; init; }

    /// <summary>A member that is silent for so long is taken for dead.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A transaction that is open for so long is aborted by the broker.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>One event for each step of the life cycle.</summary>
    public Action<LogEvent> Log { get; init; } = static _ => { };

    /// <summary>Where the instruments of docs/metrics.md are made; null: nowhere.</summary>
    public Meter? Meter { get; init; }

    /// <summary>What librdkafka says.</summary>
    public Action<KafkaLogLine> KafkaLog { get; init; } = KafkaLogging.None;

    /// <summary>Called at each step of an epoch's commit, by its name: chaos tests die there.</summary>
    public Action<string>? AtStep { get; init; }
}
