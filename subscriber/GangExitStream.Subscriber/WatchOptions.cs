using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Subscriber;

/// <summary>How records are shown.</summary>
public enum WatchFormat
{
    /// <summary>Live on a terminal; elsewhere once, at the end.</summary>
    Table,

    /// <summary>One object a line.</summary>
    Json,
}

/// <summary>What is read of an output topic, and how far.</summary>
public sealed record WatchOptions
{
    /// <summary>Brokers and client properties.</summary>
    public required KafkaOptions Kafka { get; init; }

    /// <summary>The topic, prefix included.</summary>
    public required string Topic { get; init; }

    /// <summary>Null: the table on a terminal, JSON elsewhere.</summary>
    public WatchFormat? Format { get; init; }

    /// <summary>From the earliest record, not from the end as of the start.</summary>
    public bool FromBeginning { get; init; }

    /// <summary>Up to the end as of the start, not for ever.</summary>
    public bool ExitAtEnd { get; init; }

    /// <summary>How many the topic has, where the caller knows: then nothing is asked for, and no record counts as an old one.</summary>
    public int? Partitions { get; init; }

    /// <summary>Whose records.</summary>
    public required RecordFilter Filter { get; init; }

    /// <summary>Where schemas of the Confluent framing are; null: only single objects can be read.</summary>
    public IWriterSchemas? Registry { get; init; }

    /// <summary>How long the first answer of a broker may take where the watch has an end; one that has none waits as long as it takes.</summary>
    public TimeSpan Patience { get; init; } = BrokerWait.Limit;
}

/// <summary>How a watch ended.</summary>
public enum WatchEnd
{
    /// <summary>At the end, or told to stop.</summary>
    Done,

    /// <summary>Done, but some records could not be decoded.</summary>
    Undecodable,

    /// <summary>The topic could not be read on.</summary>
    Failed,
}
