using Confluent.Kafka;
using GangExitStream.Kafka;

namespace GangExitStream.Processor.Kafka.Native;

/// <summary>
/// The generation of a member (with group.protocol=consumer its epoch), which Confluent.Kafka doesn't expose. In that protocol it is the only
/// sign that a member without partitions has joined: no callback reports an assignment that stays empty, and the member chooses its id itself.
/// </summary>
internal sealed class NativeMembership
{
    private readonly MetadataNew _new;
    private readonly GenerationOf _generation;
    private readonly MetadataDestroy _destroy;

    private NativeMembership(MetadataNew make, GenerationOf generation, MetadataDestroy destroy) => (_new, _generation, _destroy) = (make, generation, destroy);

    private delegate nint MetadataNew(nint client);

    private delegate int GenerationOf(nint metadata);

    private delegate void MetadataDestroy(nint metadata);

    /// <summary>Creates one; null: the functions are not available.</summary>
    public static NativeMembership? TryCreate() =>
        LoadedLibrary.Function<MetadataNew>("rd_kafka_consumer_group_metadata") is { } make
        && LoadedLibrary.Function<GenerationOf>("rd_kafka_consumer_group_metadata_generation_id") is { } generation
        && LoadedLibrary.Function<MetadataDestroy>("rd_kafka_consumer_group_metadata_destroy") is { } destroy
            ? new NativeMembership(make, generation, destroy)
            : null;

    /// <summary>Whether the consumer has joined its group.</summary>
    public bool IsMember(IClient consumer)
    {
        if (LibrdkafkaLibrary.ClientOf(consumer) is not { } client)
            return false;
        var metadata = _new(client);
        if (metadata == 0)
            return false;
        var generation = _generation(metadata);
        _destroy(metadata);
        return generation > 0;
    }
}
