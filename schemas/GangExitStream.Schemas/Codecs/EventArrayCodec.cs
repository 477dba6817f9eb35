using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Schemas.Codecs;

/// <summary>A version of the schema. The compiler makes a copy of the codec for each, so that version 2 costs nothing for the field it lacks.</summary>
internal interface IEventVersion
{
    /// <summary>Guest exits have the field guest_ns.</summary>
    static abstract bool HasGuestNs { get; }
}

/// <inheritdoc cref="RecordSchema.KvmHvEventBatchV2"/>
internal readonly struct Version2 : IEventVersion
{
    public static bool HasGuestNs => false;
}

/// <inheritdoc cref="RecordSchema.KvmHvEventBatch"/>
internal readonly struct Version3 : IEventVersion
{
    public static bool HasGuestNs => true;
}

/// <summary>Codec of the array of events of a batch.</summary>
internal static class EventArrayCodec<TVersion>
    where TVersion : struct, IEventVersion
{
    private static int MaxBytes => KvmEventCodec.MaxBytes + (TVersion.HasGuestNs ? KvmEventCodec.MaxGuestNsBytes : 0);

    private static int FastBytes => KvmEventCodec.FastBytes + (TVersion.HasGuestNs ? KvmEventCodec.MaxGuestNsBytes : 0);

    // Room is reserved once for a chunk of events, instead of for each number.
    public static void Write(ReadOnlySpan<KvmEvent> events, ReadOnlySpan<long> guestNs, long baseTimeNs, bool registers, ref AvroWriter writer)
    {
        const int Chunk = 64;
        var index = 0;
        while (!events.IsEmpty)
        {
            var chunk = events[..Math.Min(Chunk, events.Length)];
            var room = writer.Reserve(chunk.Length * MaxBytes);
            if (room.IsEmpty)
                return;
            var position = 0;
            foreach (ref readonly var item in chunk)
            {
                position = KvmEventCodec.Write(room, position, in item, baseTimeNs, registers);
                if (!TVersion.HasGuestNs)
                    continue;
                if (item.Kind == KvmEventKind.GuestExit)
                    position = KvmEventCodec.WriteGuestNs(room, position, guestNs[index]);
                index++;
            }
            writer.Advance(position);
            events = events[chunk.Length..];
        }
    }

    public static void Read(ref AvroReader reader, KvmEventBuffer events, int tgid, long baseTimeNs)
    {
        while (reader.ReadBlockCount(KvmEventCodec.MinBytes) is var count and > 0)
        {
            var room = events.Append(count);
            if (room.IsEmpty)
                reader.Fail(AvroErrorId.TooLarge, reader.Position);
            for (var done = 0; done < room.Length; done++)
            {
                done += ReadFast(ref reader, events, room[done..], tgid, baseTimeNs);
                if (done < room.Length)
                    ReadOne(ref reader, events, room[done..], tgid, baseTimeNs);
            }
        }
    }

    /// <summary>Reads the first event of the room, which ends with the buffer's last one.</summary>
    private static void ReadOne(ref AvroReader reader, KvmEventBuffer events, Span<KvmEvent> room, int tgid, long baseTimeNs)
    {
        KvmEventCodec.Read(ref reader, ref room[0], tgid, baseTimeNs);
        if (TVersion.HasGuestNs && room[0].Kind == KvmEventKind.GuestExit && KvmEventCodec.ReadGuestNs(ref reader) is var ns and >= 0)
            events.SetGuestNs(events.Count - room.Length, ns);
    }

    // Reads events with KvmEventCodec.ReadFast, up to the last FastBytes bytes or an event that it can't decode; returns their number.
    private static int ReadFast(ref AvroReader reader, KvmEventBuffer events, Span<KvmEvent> room, int tgid, long baseTimeNs)
    {
        var rest = reader.Rest;
        var (position, done) = (0, 0);
        while (BitConverter.IsLittleEndian && done < room.Length && rest.Length - position >= FastBytes)
        {
            var next = KvmEventCodec.ReadFast(rest, position, ref room[done], tgid, baseTimeNs);
            if (TVersion.HasGuestNs && next >= 0 && room[done].Kind == KvmEventKind.GuestExit)
            {
                next = KvmEventCodec.ReadGuestNsFast(rest, next, out var ns);
                if (ns >= 0)
                    events.SetGuestNs(events.Count - room.Length + done, ns);
            }
            if (next < 0)
                break;
            position = next;
            done++;
        }
        reader.Skip(position);
        return done;
    }
}
