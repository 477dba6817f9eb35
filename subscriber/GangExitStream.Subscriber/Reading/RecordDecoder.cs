using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Registry;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Subscriber.Reading;

/// <summary>Decodes values of Kafka records; each schema of the registry is fetched once.</summary>
internal sealed class RecordDecoder<T, TRecord>(IWriterSchemas? registry)
    where TRecord : struct, IWatchedRecord<T>
{
    private readonly RecordUnwrapper _unwrapper = new(TRecord.Schema, registry is null ? [new ReleasedSchemas()] : [new ReleasedSchemas(), registry]);
    private readonly Utf8StringCache _strings = new();

    /// <summary>Decodes a value. After <see cref="AvroErrorId.SchemaNotFetched"/>, call <see cref="FetchAsync"/> and try again.</summary>
    public AvroError Decode(ReadOnlySpan<byte> value, out T? item)
    {
        var error = _unwrapper.Unwrap(value, out var body);
        if (!error.Failed)
            return TRecord.Decode(body, _strings, out item);
        item = default;
        return error;
    }

    /// <summary>
    /// Fetches the schema of a record. Returns an error when the registry gives no definite answer. A schema that does not exist or is
    /// not Avro is not such an error: the record is then undecodable.
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
