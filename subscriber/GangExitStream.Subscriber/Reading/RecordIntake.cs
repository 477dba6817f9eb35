using Confluent.Kafka;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Subscriber.Reading;

/// <summary>Decodes values of Kafka records, filters them, and passes them to the view; counts shown and undecodable records.</summary>
internal sealed class RecordIntake<T, TRecord>(RecordFilter filter, IWatchView<T> view, WatchNotes notes, IWriterSchemas? registry)
    where TRecord : struct, IWatchedRecord<T>
{
    private readonly RecordDecoder<T, TRecord> _decoder = new(registry);

    /// <summary>Number of records that passed the filter.</summary>
    public long Shown { get; private set; }

    /// <summary>Number of records that could not be decoded.</summary>
    public long Undecodable { get; private set; }

    /// <summary>Why the watch can't continue, for example because the registry is not reachable; null: it can.</summary>
    public string? Failure { get; private set; }

    public async ValueTask ProcessAsync(byte[] value, TopicPartitionOffset place, CancellationToken stop)
    {
        var error = _decoder.Decode(value, out var item);
        if (error.Id == AvroErrorId.SchemaNotFetched)
        {
            Failure = (await _decoder.FetchAsync(value, stop))?.ToString();
            error = _decoder.Decode(value, out item);
        }
        if (Failure is not null)
            return;
        if (error.Failed)
            Refuse(error, place);
        else if (TRecord.Matches(item!, filter))
            Show(item!);
    }

    private void Show(in T item)
    {
        Shown++;
        view.Add(in item);
    }

    private void Refuse(AvroError error, TopicPartitionOffset place)
    {
        if (Undecodable++ > 0)
            return;
        var step = error.Id == AvroErrorId.SchemaNotFetched && registry is null ? " Give --schema-registry URL." : "";
        notes.Write($"{place.Topic} partition {place.Partition.Value} offset {place.Offset.Value}: not shown: {error}.{step} Further ones are only counted.");
    }
}
