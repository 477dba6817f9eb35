using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;

namespace GangExitStream.Schemas.Resolution;

/// <summary>Reads the values of topic kvm-hv-events, of any version of their schema. Not thread-safe: each thread has its own.</summary>
/// <param name="writers">The sources of schemas of other versions, in the order in which they are asked.</param>
public sealed class EventBatchReader(params IReadOnlyList<IWriterSchemas> writers)
{
    private readonly RecordUnwrapper _unwrapper = new([RecordSchema.KvmHvEventBatch, RecordSchema.KvmHvEventBatchV2], writers);
    private readonly Utf8StringCache _strings = new();

    /// <summary>
    /// Reads a record's value. The events replace those in the buffer; after an error it is empty. After <see cref="AvroErrorId.SchemaNotFetched"/>,
    /// call <see cref="FetchAsync"/> with the record's prefix and try again.
    /// </summary>
    public AvroError Read(ReadOnlySpan<byte> record, KvmEventBuffer events, out KvmHvEventBatch batch)
    {
        batch = default;
        events.Clear();
        var error = _unwrapper.Unwrap(record, out var body, out var schema);
        return error.Failed ? error : KvmHvEventBatchCodec.Decode(schema, body, _strings, events, out batch);
    }

    /// <summary>Fetches a schema from all sources. Throws <see cref="SchemaRegistryException"/> without a definite answer.</summary>
    public ValueTask FetchAsync(RecordPrefix prefix, CancellationToken cancel) => _unwrapper.FetchAsync(prefix, cancel);
}
