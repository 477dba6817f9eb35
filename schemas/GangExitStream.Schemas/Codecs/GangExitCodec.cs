using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Framing;

namespace GangExitStream.Schemas.Codecs;

/// <summary>Handwritten codec of GangExit.avsc.</summary>
public static class GangExitCodec
{
    /// <summary>Appends a gang exit.</summary>
    public static AvroError Encode(in GangExit item, AvroBuffer buffer)
    {
        var writer = new AvroWriter(buffer);
        Write(in item, ref writer);
        return writer.Finish();
    }

    /// <summary>The constant first bytes of all gang exits of a VM of one source: prefix, host, source and tgid.</summary>
    public static byte[] Head(RecordPrefix prefix, string host, string source, int tgid)
    {
        using var buffer = new AvroBuffer();
        buffer.Append(prefix);
        var writer = new AvroWriter(buffer);
        WriteHead(host, source, tgid, ref writer);
        writer.Finish();
        return buffer.Written.ToArray();
    }

    /// <summary>Appends a gang exit with its prefix; <paramref name="head"/> comes from <see cref="Head"/>.</summary>
    public static AvroError Encode(ReadOnlySpan<byte> head, in GangExit item, AvroBuffer buffer)
    {
        var writer = new AvroWriter(buffer);
        writer.WriteRaw(head);
        WriteRest(in item, ref writer);
        return writer.Finish();
    }

    /// <summary>Writes a gang exit, in the schema's order.</summary>
    public static void Write(in GangExit item, ref AvroWriter writer)
    {
        WriteHead(item.Host, item.Source, item.Tgid, ref writer);
        WriteRest(in item, ref writer);
    }

    /// <summary>Reads the body of a gang exit.</summary>
    public static AvroError Decode(ReadOnlySpan<byte> body, Utf8StringCache strings, out GangExit item)
    {
        var reader = new AvroReader(body);
        item = new GangExit
        {
            Host = reader.ReadString(strings),
            Source = reader.ReadString(strings),
            Tgid = reader.ReadInt(),
            RunnerTid = reader.ReadInt(),
            RunnerVcpu = reader.ReadInt(),
            Cpu = reader.ReadInt(),
            NRunnable = reader.ReadInt(),
            Ceded = reader.ReadInt(),
            Forced = reader.ReadInt(),
            EnterNs = reader.ReadLong(),
            ExitNs = reader.ReadLong(),
            Trigger = reader.ReadNullableString(strings),
            TriggerVcpu = reader.ReadNullableInt(),
            Clock = (ClockKind)reader.ReadIndex((int)ClockKind.Trace),
            Uncertain = reader.ReadBoolean(),
            Sequence = reader.ReadLong(),
            Vm = reader.ReadNullableString(strings),
        };
        return reader.Finish();
    }

    private static void WriteHead(string host, string source, int tgid, ref AvroWriter writer)
    {
        writer.WriteString(host);
        writer.WriteString(source);
        writer.WriteLong(tgid);
    }

    // Room for the eight numbers before the trigger is reserved once, instead of for each number.
    private static void WriteRest(in GangExit item, ref AvroWriter writer)
    {
        var room = writer.Reserve(8 * AvroWriter.MaxNumberBytes);
        if (room.IsEmpty)
            return;
        var at = Varint.Write(room, 0, item.RunnerTid);
        at = Varint.Write(room, at, item.RunnerVcpu);
        at = Varint.Write(room, at, item.Cpu);
        at = Varint.Write(room, at, item.NRunnable);
        at = Varint.Write(room, at, item.Ceded);
        at = Varint.Write(room, at, item.Forced);
        at = Varint.Write(room, at, item.EnterNs);
        at = Varint.Write(room, at, item.ExitNs);
        writer.Advance(at);
        writer.WriteNullable(item.Trigger);
        writer.WriteNullable(item.TriggerVcpu);
        writer.WriteLong((long)item.Clock);
        writer.WriteBoolean(item.Uncertain);
        writer.WriteLong(item.Sequence);
        writer.WriteNullable(item.Vm);
    }
}
