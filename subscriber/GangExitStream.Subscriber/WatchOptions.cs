using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Subscriber;

/// <summary>The output format of a watch.</summary>
public enum WatchFormat
{
    /// <summary>A table: live on a terminal, otherwise printed once at the end.</summary>
    Table,

    /// <summary>One JSON object per line.</summary>
    Json,
}

/// <summary>The options of a watch.</summary>
public sealed record WatchOptions
{
    /// <summary>Brokers and client properties.</summary>
    public required KafkaOptions Kafka { get; init; }

    /// <summary>The topic, prefix included.</summary>
    public required string Topic { get; init; }

    /// <summary>The format; null: the table on a terminal, otherwise JSON.</summary>
    public WatchFormat? Format { get; init; }

    /// <summary>Starts at the earliest record instead of the end.</summary>
    public bool FromBeginning { get; init; }

    /// <summary>Stops at the end offsets as of the start.</summary>
    public bool ExitAtEnd { get; init; }

    /// <summary>Number of partitions of the topic, if the caller knows it: then no admin request is sent, and the end offsets are taken as 0.</summary>
    public int? Partitions { get; init; }

    /// <summary>The records to show.</summary>
    public required RecordFilter Filter { get; init; }

    /// <summary>The source of schemas for the Confluent framing; null: only single-object encoding can be read.</summary>
    public IWriterSchemas? Registry { get; init; }

    /// <summary>How long to wait for the first answer of a broker with <see cref="ExitAtEnd"/>; without it, the watch waits without limit.</summary>
    public TimeSpan BrokerTimeout { get; init; } = BrokerWait.Limit;
}

/// <summary>How a watch ended.</summary>
public enum WatchEnd
{
    /// <summary>The end was reached, or the watch was cancelled.</summary>
    Done,

    /// <summary>Done, but some records could not be decoded.</summary>
    Undecodable,

    /// <summary>The topic could not be read any further.</summary>
    Failed,
}
