using Confluent.Kafka;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Schemas.State;

namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>Decodes the changelog's records of every released schema.</summary>
internal sealed class ChangelogRecords(RunOptions options, IReadOnlyList<IWriterSchemas> writers)
{
    private const string OtherRegistry = "start it with the --schema-registry with which the group's states were written; if that one has lost their schema: docs/runbook.md, \"Resetting\"";

    private readonly Utf8StringCache _strings = new();
    private readonly RecordUnwrapper _unwrapper = new(RecordSchema.DetectorState, [.. writers, new ReleasedSchemas()]);
    private RecordPrefix? _fetched; // of the last record: nearly all have the same

    /// <summary>The changelog topic.</summary>
    public string Topic { get; } = options.Kafka.Topics.State(options.Group);

    /// <summary>
    /// Fetches the schema that a record was written with from the schema registry, unless it is known. To be called before <see cref="Decode"/>. Throws
    /// <see cref="Schemas.Registry.SchemaRegistryException"/> if the registry does not answer: the record may still be valid.
    /// </summary>
    public ValueTask FetchSchemaAsync(byte[]? value, CancellationToken cancel)
    {
        if (value is null || !RecordPrefix.TryRead(value, out var prefix) || prefix == _fetched)
            return ValueTask.CompletedTask;
        _fetched = prefix;
        return _unwrapper.FetchAsync(prefix, cancel);
    }

    /// <summary>A record's state, and its bytes in the current schema. Throws <see cref="RestoreException"/>.</summary>
    public DetectorState Decode(ConsumeResult<byte[], byte[]> result, byte[] value, out ReadOnlySpan<byte> body)
    {
        var error = _unwrapper.Unwrap(value, out body);
        DetectorState? state = null;
        if (!error.Failed)
            error = DetectorStateCodec.Decode(body, _strings, out state);
        if (!error.Failed)
            return state!;
        var message = $"{Topic}-{result.Partition.Value} offset {result.Offset.Value}: {error}";
        throw error.Id == AvroErrorId.SchemaNotFetched ? new RestoreException(message, OtherRegistry) : new RestoreException(message);
    }

    /// <summary>The VM that a tombstone removes. Throws <see cref="RestoreException"/>.</summary>
    public VmKey KeyOf(ConsumeResult<byte[], byte[]> result) =>
        VmKey.TryParse(result.Message.Key, out var key)
            ? key
            : throw new RestoreException($"{Topic}-{result.Partition.Value} offset {result.Offset.Value}: a tombstone whose key is no host/source/tgid");

    /// <summary>The record with the prefix of the current schema, as states are kept in memory.</summary>
    public static byte[] WithCurrentPrefix(byte[] value, ReadOnlySpan<byte> body)
    {
        var prefix = RecordPrefix.SingleObject(RecordSchema.DetectorState);
        if (RecordPrefix.TryRead(value, out var written) && written == prefix)
            return value;
        var bytes = new byte[RecordPrefix.MaxLength + body.Length];
        body.CopyTo(bytes.AsSpan(prefix.Write(bytes)));
        return bytes;
    }
}
