using System.Diagnostics.Metrics;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GangExitStream.Processor.Kafka;

/// <summary>Options of running the graph over Kafka.</summary>
public sealed record RunOptions
{
    private static readonly TimeSpan ShortestTransaction = TimeSpan.FromSeconds(3);

    /// <summary>Brokers, topics and client properties.</summary>
    public required KafkaOptions Kafka { get; init; }

    /// <summary>Options of the graph.</summary>
    public ProcessorOptions Processor { get; init; } = new();

    /// <summary>The consumer group; it also names the changelog.</summary>
    public string Group { get; init; } = TopicNames.DefaultGroup;

    /// <summary>Process up to the end offsets seen at the start, then stop.</summary>
    public bool ExitAtEnd { get; init; }

    /// <summary>Time-outs.</summary>
    public ProcessTimeouts Timeouts { get; init; } = new();

    /// <summary>
    /// The broker aborts a transaction that is open for longer; it checks every 10 s
    /// (transaction.abort.timed.out.transaction.cleanup.interval.ms). The next owner of a killed instance's partitions waits for that, so
    /// it is shorter than the session time-out; but an epoch, which is one transaction, must fit in it.
    /// </summary>
    public TimeSpan TransactionTimeout => new[] { Timeouts.Session * 0.4, Processor.CommitInterval * 2, ShortestTransaction }.Max();

    /// <summary>Maximum size of a batch of outputs: at most the smallest max.message.bytes of their topics.</summary>
    public int BatchBytes { get; init; } = 1 << 20;

    /// <summary>Maximum size of a fetch response; null: librdkafka's default, 50 MB.</summary>
    public int? FetchBytes { get; init; }

    /// <summary>Whether outputs are produced by librdkafka's batch call if available, which costs half the CPU of Produce.</summary>
    public bool NativeProduce { get; init; } = true;

    /// <summary>Receives one event for each step of the life cycle.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The meter of the instruments of docs/metrics.md; null: none.</summary>
    public Meter? Meter { get; init; }

    /// <summary>Notes logins and TLS that brokers refuse, from librdkafka's log lines, so that a failed attempt names them; null: nobody does.</summary>
    public RefusalWatch? Refusals { get; init; }

    /// <summary>Receives librdkafka's log lines.</summary>
    public Action<KafkaLogLine> KafkaLog { get; init; } = KafkaLogging.None;
}
