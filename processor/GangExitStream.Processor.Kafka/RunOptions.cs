using System.Diagnostics.Metrics;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GangExitStream.Processor.Kafka;

/// <summary>How the graph is run over Kafka.</summary>
public sealed record RunOptions
{
    private static readonly TimeSpan ShortestTransaction = TimeSpan.FromSeconds(3);

    /// <summary>Brokers, topics and client properties.</summary>
    public required KafkaOptions Kafka { get; init; }

    /// <summary>What the graph does.</summary>
    public ProcessorOptions Processor { get; init; } = new();

    /// <summary>The consumer group; it also names the changelog.</summary>
    public string Group { get; init; } = TopicNames.DefaultGroup;

    /// <summary>Process up to the end offsets seen at the start, then stop.</summary>
    public bool ExitAtEnd { get; init; }

    /// <summary>How long it waits for what.</summary>
    public ProcessTimeouts Timeouts { get; init; } = new();

    /// <summary>
    /// A transaction that is open for so long is aborted by the broker, which looks every 10 s
    /// (transaction.abort.timed.out.transaction.cleanup.interval.ms). Whoever takes over from an instance that was killed in the
    /// middle of one has to wait for that; so it is less than the session timeout, and both together are over in that and 5 s. But an
    /// epoch, which is one transaction, must be able to end within.
    /// </summary>
    public TimeSpan TransactionTimeout => new[] { Timeouts.Session * 0.4, Processor.CommitInterval * 2, ShortestTransaction }.Max();

    /// <summary>Most bytes of a batch of outputs: no more than the smallest max.message.bytes of their topics.</summary>
    public int BatchBytes { get; init; } = 1 << 20;

    /// <summary>Most bytes of one answer to a fetch; null: librdkafka's default, 50 MB.</summary>
    public int? FetchBytes { get; init; }

    /// <summary>Outputs are handed over by librdkafka's call for many records at once, where it can be had: half the CPU of Produce.</summary>
    public bool NativeProduce { get; init; } = true;

    /// <summary>One event for each step of the life cycle.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Where the instruments of docs/metrics.md are made; null: nowhere.</summary>
    public Meter? Meter { get; init; }

    /// <summary>What librdkafka says.</summary>
    public Action<KafkaLogLine> KafkaLog { get; init; } = KafkaLogging.None;
}
