using System.Buffers.Text;
using System.Text;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Registry;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Processor.Ingest;

/// <summary>
/// Decodes a record's bytes into a batch and its events, or into the reason why the record is a dead letter. Not thread-safe: each decoding
/// thread has its own.
/// </summary>
public sealed class BatchDecoder(IReadOnlyList<IWriterSchemas> writers)
{
    private const int MaxKeyBytes = 4096;
    private const int MaxSourceChars = 1024;

    /// <summary>Year 2096 in Unix nanoseconds. Sums and differences of two smaller times, and a window's length, fit into a long.</summary>
    private const long MaxTimeNs = 4_000_000_000_000_000_000;

    private readonly EventBatchReader _reader = new(writers);
    private readonly byte[] _key = new byte[MaxKeyBytes];

    /// <summary>
    /// Decodes all records of a chunk; first fetches the schemas that they name and that are not known yet. Throws
    /// <see cref="SchemaRegistryException"/> when the registry does not answer: an outage must not turn a good record into a dead letter.
    /// </summary>
    public async ValueTask DecodeAsync(RecordChunk chunk, CancellationToken cancel)
    {
        Decode(chunk);
        RecordPrefix? asked = null; // consecutive records mostly name the same schema
        for (var i = 0; i < chunk.Count; i++)
        {
            if (chunk.Decoded[i].Wanted is not { } schema)
                continue;
            if (schema != asked)
                await _reader.FetchAsync(schema, cancel).ConfigureAwait(false);
            asked = schema;
            Decode(chunk.Records[i], chunk.Decoded[i]);
        }
    }

    /// <summary>Decodes all records of a chunk with the schemas that are known already.</summary>
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
            return "CONTRACT-01: the record has no value";
        var error = _reader.Read(record.Value.Span, decoded.Events, out var batch);
        if (error.Id == AvroErrorId.SchemaNotFetched && RecordPrefix.TryRead(record.Value.Span, out var prefix))
            decoded.Wanted = prefix;
        if (error.Failed)
            return error.ToString();
        decoded.Batch = batch;
        if (batch.FirstSequence < 0 || batch.FirstSequence > long.MaxValue - KvmEventBuffer.MaxEvents)
            return $"CONTRACT-02: first_sequence {batch.FirstSequence} is negative or too large";
        if (!HasKeyOf(record.Key.Span, batch))
            return "CONTRACT-03: the key is not the batch's host/tgid";
        if (batch.Host.Length == 0 || batch.Host.Contains('/') || batch.Source.Length > MaxSourceChars)
            return $"CONTRACT-04: host must be a name without a slash, and source must have at most {MaxSourceChars} characters";
        return AreTimesSane(batch, decoded.Events.Events) ? null : "CONTRACT-05: a time is after the year 2096 or before 1843";
    }

    /// <summary>The bounds of a window are calculated from event times. These limits keep the calculation from overflowing.</summary>
    private static bool AreTimesSane(in KvmHvEventBatch batch, ReadOnlySpan<KvmEvent> events)
    {
        var offset = batch.WallClockOffsetNs ?? 0;
        if (!IsSane(offset) || !IsSane(batch.BaseTimeNs))
            return false;
        var insane = 0L; // becomes negative when a time is outside +-MaxTimeNs; 2 * MaxTimeNs fits into a long
        foreach (ref readonly var e in events)
            insane |= (e.TimeNs + (MaxTimeNs - 1)) | (MaxTimeNs - 1 - e.TimeNs);
        return insane >= 0;
    }

    private static bool IsSane(long timeNs) => timeNs is > -MaxTimeNs and < MaxTimeNs;

    /// <summary>The key selects the partition. With a wrong key, the state of one VM would be on two partitions.</summary>
    private bool HasKeyOf(ReadOnlySpan<byte> key, in KvmHvEventBatch batch)
    {
        if (!Encoding.UTF8.TryGetBytes(batch.Host, _key, out var length) || length + 12 > _key.Length)
            return false;
        _key[length++] = (byte)'/';
        Utf8Formatter.TryFormat(batch.Tgid, _key.AsSpan(length), out var digits);
        return key.SequenceEqual(_key.AsSpan(0, length + digits));
    }
}
