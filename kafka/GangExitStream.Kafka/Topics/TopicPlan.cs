using System.Collections.Immutable;
using System.Globalization;

namespace GangExitStream.Kafka.Topics;

/// <summary>The topics of the pipeline, as they should be.</summary>
/// <param name="Names">Their names.</param>
/// <param name="Group">The processor group whose state topic is meant.</param>
/// <param name="Partitions">As asked for; null: <see cref="DefaultPartitions"/> where one is made, any where it exists.</param>
/// <param name="ReplicationFactor">As asked for; null: 3, or as many as there are brokers, where one is made.</param>
public sealed record TopicPlan(TopicNames Names, string Group = TopicNames.DefaultGroup, int? Partitions = null, short? ReplicationFactor = null)
{
    /// <summary>Partitions of a new topic: as many processor lanes as a fleet of some hundred hosts needs.</summary>
    public const int DefaultPartitions = 12;

    /// <summary>Largest record of kvm-hv-events, bytes (Kafka's own default, written down so that a broker's doesn't change it).</summary>
    public const int MaxEventBytes = 1_048_588;

    /// <summary>Largest dead letter: any input record, and its headers.</summary>
    public const int MaxDeadLetterBytes = 2 * MaxEventBytes;

    /// <summary>What `produce` writes to.</summary>
    public TopicSpec Events => Kept(Names.Events, TimeSpan.FromDays(7), MaxEventBytes);

    /// <summary>All of them, the input first.</summary>
    public ImmutableArray<TopicSpec> All =>
    [
        Events,
        Kept(Names.GangExits, TimeSpan.FromDays(30), MaxEventBytes),
        Compacted(Names.Counts, TimeSpan.FromHours(1), dirtyRatio: "0.3"),
        Compacted(Names.State(Group), TimeSpan.FromMinutes(10), dirtyRatio: "0.1") with { SamePartitionsAs = Names.Events },
        Kept(Names.DeadLetters, TimeSpan.FromDays(30), MaxDeadLetterBytes),
    ];

    // By the time of arrival: a trace of last year, published today, must not be old enough to be deleted today.
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

    // Only closed segments are compacted: small ones bound what a restore has to read.
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
