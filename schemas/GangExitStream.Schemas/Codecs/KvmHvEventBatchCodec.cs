using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Schemas.Codecs;

/// <summary>
/// Handwritten codec of KvmHvEventBatch.avsc, and of its version 2, whose guest exits lack guest_ns; it allocates nothing per event.
/// </summary>
public static class KvmHvEventBatchCodec
{
    /// <summary>Most bytes of one encoded event.</summary>
    public const int MaxEventBytes = KvmEventCodec.MaxBytes + KvmEventCodec.MaxGuestNsBytes;

    /// <summary>The schema with which <see cref="Encode(in KvmHvEventBatch, ReadOnlySpan{KvmEvent}, ReadOnlySpan{long}, bool, AvroBuffer)"/> writes a batch.</summary>
    public static RecordSchema SchemaOf(ReadOnlySpan<long> guestNs) => guestNs.IsEmpty ? RecordSchema.KvmHvEventBatchV2 : RecordSchema.KvmHvEventBatch;

    /// <summary>Appends a batch without guest_ns: the body of a <see cref="RecordSchema.KvmHvEventBatchV2"/>.</summary>
    public static AvroError Encode(in KvmHvEventBatch batch, ReadOnlySpan<KvmEvent> events, bool registers, AvroBuffer buffer) =>
        Encode(in batch, events, guestNs: default, registers, buffer);

    /// <summary>
    /// Appends a batch. All events must belong to the batch's VM. Registers are written only with <paramref name="registers"/>,
    /// because they double the size.
    /// </summary>
    /// <param name="batch">The fields apart from the events.</param>
    /// <param name="events">The events.</param>
    /// <param name="guestNs">Their guest_ns, as in <see cref="KvmEventBuffer.GuestNs"/>; see <see cref="SchemaOf"/>.</param>
    /// <param name="registers">Whether the registers are written.</param>
    /// <param name="buffer">Gets the bytes.</param>
    public static AvroError Encode(in KvmHvEventBatch batch, ReadOnlySpan<KvmEvent> events, ReadOnlySpan<long> guestNs, bool registers, AvroBuffer buffer)
    {
        if (!guestNs.IsEmpty && guestNs.Length != events.Length)
            throw new ArgumentException("Each event has a guest_ns, or none.", nameof(guestNs));
        var writer = new AvroWriter(buffer);
        writer.WriteString(batch.Host);
        writer.WriteString(batch.Source);
        writer.WriteLong(batch.Tgid);
        writer.WriteLong(batch.FirstSequence);
        writer.WriteLong(batch.BaseTimeNs);
        writer.WriteNullable(batch.WallClockOffsetNs);
        writer.WriteBlockStart(events.Length);
        if (guestNs.IsEmpty)
            EventArrayCodec<Version2>.Write(events, guestNs, batch.BaseTimeNs, registers, ref writer);
        else
            EventArrayCodec<Version3>.Write(events, guestNs, batch.BaseTimeNs, registers, ref writer);
        writer.WriteBlockEnd();
        writer.WriteBoolean(batch.EndOfSource);
        writer.WriteNullable(batch.Vm);
        return writer.Finish();
    }

    /// <summary>Reads the body of a batch. The events replace those in the buffer; after an error it is empty.</summary>
    /// <param name="schema">The body's schema: <see cref="RecordSchema.KvmHvEventBatch"/> or <see cref="RecordSchema.KvmHvEventBatchV2"/>.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="strings">A cache for names.</param>
    /// <param name="events">Gets the events.</param>
    /// <param name="batch">The fields apart from the events.</param>
    public static AvroError Decode(RecordSchema schema, ReadOnlySpan<byte> body, Utf8StringCache strings, KvmEventBuffer events, out KvmHvEventBatch batch)
    {
        events.Clear();
        var reader = new AvroReader(body);
        batch = new KvmHvEventBatch
        {
            Host = reader.ReadString(strings),
            Source = reader.ReadString(strings),
            Tgid = reader.ReadInt(),
            FirstSequence = reader.ReadLong(),
            BaseTimeNs = reader.ReadLong(),
            WallClockOffsetNs = reader.ReadNullableLong(),
        };
        if (schema.Fingerprint == RecordSchema.KvmHvEventBatchV2.Fingerprint)
            EventArrayCodec<Version2>.Read(ref reader, events, batch.Tgid, batch.BaseTimeNs);
        else
            EventArrayCodec<Version3>.Read(ref reader, events, batch.Tgid, batch.BaseTimeNs);
        batch.EndOfSource = reader.ReadBoolean();
        batch.Vm = reader.ReadNullableString(strings);
        var error = reader.Finish();
        if (error.Failed)
            events.Clear();
        return error;
    }
}
