using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Registry;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Subscriber.Reading;

/// <summary>From a Kafka record's value to ours; schemas that the registry has are fetched once.</summary>
internal sealed class RecordDecoder<T, TRecord>(IWriterSchemas? registry)
    where TRecord : struct, IWatchedRecord<T>
{
    private readonly RecordUnwrapper _unwrapper = new(TRecord.Schema, registry is null ? [new ReleasedSchemas()] : [new ReleasedSchemas(), registry]);
    private readonly Utf8StringCache _strings = new();

    /// <summary>The record. <see cref="AvroErrorId.SchemaNotFetched"/>: try again after <see cref="FetchAsync"/>.</summary>
    public AvroError Decode(ReadOnlySpan<byte> value, out T? item)
    {
        var error = _unwrapper.Unwrap(value, out var body);
        if (!error.Failed)
            return TRecord.Decode(body, _strings, out item);
        item = default;
        return error;
    }

    /// <summary>
    /// Asks for the schema of a record. An error is the registry's, such as one that is away; a schema that it doesn't
    /// have, or that is none of Avro, is the record's own fault, and none.
    /// </summary>
    public async Task<RegistryError?> FetchAsync(byte[] value, CancellationToken cancel)
    {
        if (registry is null || !RecordPrefix.TryRead(value, out var prefix))
            return null;
        try
        {
            await registry.FetchAsync(prefix, cancel);
            return null;
        }
        catch (SchemaRegistryException e)
        {
            return e.Error;
        }
    }
}
