using System.Buffers.Text;
using System.Text;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Processor.Ingest;

/// <summary>
/// A record's bytes into a batch and its events, or into the reason why it is a dead letter. Pure; not thread-safe: one for
/// each decoding thread.
/// </summary>
public sealed class BatchDecoder(IReadOnlyList<IWriterSchemas> writers)
{
    private const int MaxKeyBytes = 4096;
    private const int MaxSourceChars = 1024;

    /// <summary>Year 2096 in Unix nanoseconds: sums and differences of two such times, and a window's length, fit into a long.</summary>
    private const long MaxTimeNs = 4_000_000_000_000_000_000;

    private readonly RecordUnwrapper _unwrapper = new(RecordSchema.KvmHvEventBatch, writers);
    private readonly Utf8StringCache _strings = new();
    private readonly byte[] _key = new byte[MaxKeyBytes];

    /// <summary>
    /// Decodes all records of a chunk, once the schemas that they name are there. Throws <see cref="SchemaRegistryException"/>
    /// where the registry gives no answer: a good record must not become a dead letter because of that.
    /// </summary>
    public async ValueTask DecodeAsync(RecordChunk chunk, CancellationToken cancel)
    {
        Decode(chunk);
        RecordPrefix? asked = null; // one schema at a time, mostly
        for (var i = 0; i < chunk.Count; i++)
        {
            if (chunk.Decoded[i].Wanted is not { } schema)
                continue;
            if (schema != asked)
                await _unwrapper.FetchAsync(schema, cancel).ConfigureAwait(false);
            asked = schema;
            Decode(chunk.Records[i], chunk.Decoded[i]);
        }
    }

    /// <summary>Decodes all records of a chunk with the schemas that are known.</summary>
    public void Decode(RecordChunk chunk)
    {
        for (var i = 0; i < chunk.Count; i++)
            Decode(chunk.Records[i], chunk.Decoded[i]);
    }

    private void Decode(in RawRecord record, DecodedRecord decoded)
    {
        decoded.Wanted = null;
        decoded.Rejection = Reject(record, decoded);
        if (decoded.Rejection is not null)
            decoded.Events.Clear();
    }

    private string? Reject(in RawRecord record, DecodedRecord decoded)
    {
        if (record.Unreadable is { } unreadable)
            return unreadable.Reason;
        if (record.Value.IsNull)
            return "CONTRACT-01: a record without a value";
        var error = _unwrapper.Unwrap(record.Value.Span, out var body);
        if (error.Id == AvroErrorId.SchemaNotFetched && RecordPrefix.TryRead(record.Value.Span, out var prefix))
            decoded.Wanted = prefix;
        if (error.Failed)
            return error.ToString();
        error = KvmHvEventBatchCodec.Decode(body, _strings, decoded.Events, out var batch);
        if (error.Failed)
            return error.ToString();
        decoded.Batch = batch;
        if (batch.FirstSequence < 0 || batch.FirstSequence > long.MaxValue - KvmEventBuffer.MaxEvents)
            return $"CONTRACT-02: first_sequence {batch.FirstSequence} can't be";
        if (!HasKeyOf(record.Key.Span, batch))
            return "CONTRACT-03: the key is not host/tgid, as the batch says";
        if (batch.Host.Length == 0 || batch.Host.Contains('/') || batch.Source.Length > MaxSourceChars)
            return $"CONTRACT-04: host must be a name without a slash, and source must have at most {MaxSourceChars} characters";
        return AreTimesSane(batch, decoded.Events.Events) ? null : "CONTRACT-05: a time is beyond the year 2096, or as far before 1970";
    }

    /// <summary>A window's bounds are worked out from the times: they must not overflow.</summary>
    private static bool AreTimesSane(in KvmHvEventBatch batch, ReadOnlySpan<KvmEvent> events)
    {
        var offset = batch.WallClockOffsetNs ?? 0;
        if (!IsSane(offset) || !IsSane(batch.BaseTimeNs))
            return false;
        var insane = 0L; // negative where a time was on either side of what is sane: twice the most there is fits into a long
        foreach (ref readonly var e in events)
            insane |= (e.TimeNs + (MaxTimeNs - 1)) | (MaxTimeNs - 1 - e.TimeNs);
        return insane >= 0;
    }

    private static bool IsSane(long timeNs) => timeNs is > -MaxTimeNs and < MaxTimeNs;

    /// <summary>The key is what the partition was chosen by: with a wrong one a VM's state would be in two places.</summary>
    private bool HasKeyOf(ReadOnlySpan<byte> key, in KvmHvEventBatch batch)
    {
        if (!Encoding.UTF8.TryGetBytes(batch.Host, _key, out var length) || length + 12 > _key.Length)
            return false;
        _key[length++] = (byte)'/';
        Utf8Formatter.TryFormat(batch.Tgid, _key.AsSpan(length), out var digits);
        return key.SequenceEqual(_key.AsSpan(0, length + digits));
    }
}
