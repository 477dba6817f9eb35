using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Schemas.Codecs;

/// <summary>Handwritten codec of KvmHvEventBatch.avsc; it allocates nothing per event.</summary>
public static class KvmHvEventBatchCodec
{
    /// <summary>Most bytes of one encoded event.</summary>
    public const int MaxEventBytes = KvmEventCodec.MaxBytes;

    /// <summary>
    /// Appends a batch. All events must belong to the batch's VM. Registers are written only with <paramref name="registers"/>,
    /// because they double the size.
    /// </summary>
    public static AvroError Encode(in KvmHvEventBatch batch, ReadOnlySpan<KvmEvent> events, bool registers, AvroBuffer buffer)
    {
        var writer = new AvroWriter(buffer);
        Write(in batch, events, registers, ref writer);
        return writer.Finish();
    }

    /// <summary>Writes a batch: host, source, tgid, first_sequence, base_time_ns, wall_clock_offset_ns, events, end_of_source, vm.</summary>
    public static void Write(in KvmHvEventBatch batch, ReadOnlySpan<KvmEvent> events, bool registers, ref AvroWriter writer)
    {
        writer.WriteString(batch.Host);
        writer.WriteString(batch.Source);
        writer.WriteLong(batch.Tgid);
        writer.WriteLong(batch.FirstSequence);
        writer.WriteLong(batch.BaseTimeNs);
        writer.WriteNullable(batch.WallClockOffsetNs);
        writer.WriteBlockStart(events.Length);
        WriteEvents(events, batch.BaseTimeNs, registers, ref writer);
        writer.WriteBlockEnd();
        writer.WriteBoolean(batch.EndOfSource);
        writer.WriteNullable(batch.Vm);
    }

    /// <summary>Reads the body of a batch. The events replace those in the buffer; after an error it is empty.</summary>
    public static AvroError Decode(ReadOnlySpan<byte> body, Utf8StringCache strings, KvmEventBuffer events, out KvmHvEventBatch batch)
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
        ReadEvents(ref reader, events, batch.Tgid, batch.BaseTimeNs);
        batch.EndOfSource = reader.ReadBoolean();
        batch.Vm = reader.ReadNullableString(strings);
        var error = reader.Finish();
        if (error.Failed)
            events.Clear();
        return error;
    }

    // Room is reserved once for a chunk of events, instead of for each number.
    private static void WriteEvents(ReadOnlySpan<KvmEvent> events, long baseTimeNs, bool registers, ref AvroWriter writer)
    {
        const int Chunk = 64;
        while (!events.IsEmpty)
        {
            var chunk = events[..Math.Min(Chunk, events.Length)];
            var room = writer.Reserve(chunk.Length * KvmEventCodec.MaxBytes);
            if (room.IsEmpty)
                return;
            var position = 0;
            foreach (ref readonly var item in chunk)
                position = KvmEventCodec.Write(room, position, in item, baseTimeNs, registers);
            writer.Advance(position);
            events = events[chunk.Length..];
        }
    }

    private static void ReadEvents(ref AvroReader reader, KvmEventBuffer events, int tgid, long baseTimeNs)
    {
        while (reader.ReadBlockCount(KvmEventCodec.MinBytes) is var count and > 0)
        {
            var room = events.Append(count);
            if (room.IsEmpty)
                reader.Fail(AvroErrorId.TooLarge, reader.Position);
            for (var done = 0; done < room.Length; done++)
            {
                done += ReadFast(ref reader, room[done..], tgid, baseTimeNs);
                if (done < room.Length)
                    KvmEventCodec.Read(ref reader, ref room[done], tgid, baseTimeNs);
            }
        }
    }

    // Reads events with KvmEventCodec.ReadFast, up to the last FastBytes bytes or an event that it can't decode; returns their number.
    private static int ReadFast(ref AvroReader reader, Span<KvmEvent> room, int tgid, long baseTimeNs)
    {
        var rest = reader.Rest;
        var (position, done) = (0, 0);
        while (BitConverter.IsLittleEndian && done < room.Length && rest.Length - position >= KvmEventCodec.FastBytes)
        {
            var next = KvmEventCodec.ReadFast(rest, position, ref room[done], tgid, baseTimeNs);
            if (next < 0)
                break;
            position = next;
            done++;
        }
        reader.Skip(position);
        return done;
    }
}
