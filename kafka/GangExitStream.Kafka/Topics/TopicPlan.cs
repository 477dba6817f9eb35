using System.Collections.Immutable;
using System.Globalization;

namespace GangExitStream.Kafka.Topics;

/// <summary>The wanted topics of the pipeline.</summary>
/// <param name="Names">The names.</param>
/// <param name="Group">The processor group; determines the changelog topic.</param>
/// <param name="Partitions">The number of partitions; null: <see cref="DefaultPartitions"/> for a new topic, any number for an existing one.</param>
/// <param name="ReplicationFactor">The replication factor; null: up to 3, limited by the number of brokers, for a new topic, any for an existing one.</param>
public sealed record TopicPlan(TopicNames Names, string Group = TopicNames.DefaultGroup, int? Partitions = null, short? ReplicationFactor = null)
{
    /// <summary>Partitions of a new topic: the number of processor instances that a fleet of some hundred hosts may need.</summary>
    public const int DefaultPartitions = 12;

    /// <summary>max.message.bytes of kvm-hv-events: Kafka's default, set explicitly so that a broker's setting does not change it.</summary>
    public const int MaxEventBytes = 1_048_588;

    /// <summary>The least max.message.bytes of each topic. One record may have so many bytes: a batch of events 64 KiB, and its key and overhead.</summary>
    public const int MinMessageBytes = 68 << 10;

    /// <summary>max.message.bytes of the dead-letter topic: room for any input record and its headers.</summary>
    public const int MaxDeadLetterBytes = 2 * MaxEventBytes;

    /// <summary>The topic that `produce` writes to.</summary>
    public TopicSpec Events => Kept(Names.Events, TimeSpan.FromDays(7), MaxEventBytes);

    /// <summary>All topics, the input first.</summary>
    public ImmutableArray<TopicSpec> All =>
    [
        Events,
        Kept(Names.GangExits, TimeSpan.FromDays(30), MaxEventBytes),
        Compacted(Names.Counts, TimeSpan.FromHours(1), dirtyRatio: "0.3"),
        Compacted(Names.State(Group), TimeSpan.FromMinutes(10), dirtyRatio: "0.1") with { SamePartitionsAs = Names.Events },
        Kept(Names.DeadLetters, TimeSpan.FromDays(30), MaxDeadLetterBytes),
    ];

    // LogAppendTime: retention must count from the publication. By event time, an old trace would be deleted at once.
    private TopicSpec Kept(string name, TimeSpan retention, int maxBytes) => new()
    {
        Name = name,
        CleanupPolicy = "delete",
        Partitions = Partitions,
        ReplicationFactor = ReplicationFactor,
        InitialSettings = Settings(
            ("retention.ms", Milliseconds(retention)),
            ("message.timestamp.type", "LogAppendTime"),
            ("max.message.bytes", maxBytes.ToString(CultureInfo.InvariantCulture))),
    };

    // Kafka compacts only closed segments, so small segments limit the number of records that a restore has to read.
    private TopicSpec Compacted(string name, TimeSpan segment, string dirtyRatio) => new()
    {
        Name = name,
        CleanupPolicy = "compact",
        Partitions = Partitions,
        ReplicationFactor = ReplicationFactor,
        InitialSettings = Settings(
            ("segment.ms", Milliseconds(segment)),
            ("segment.bytes", (64 << 20).ToString(CultureInfo.InvariantCulture)),
            ("min.cleanable.dirty.ratio", dirtyRatio)),
    };

    private static ImmutableSortedDictionary<string, string> Settings(params (string Key, string Value)[] settings) =>
        settings.ToImmutableSortedDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
