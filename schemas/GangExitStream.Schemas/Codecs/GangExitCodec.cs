namespace GangExitStream.Schemas;

/// <summary>GangExit.avsc, by hand.</summary>
public static class GangExitCodec
{
    /// <summary>Appends a gang exit.</summary>
    public static AvroError Encode(in GangExit item, AvroBuffer buffer)
    {
        var writer = new AvroWriter(buffer);
        Write(in item, ref writer);
        return writer.Finish();
    }

    /// <summary>Writes a gang exit, in the schema's order.</summary>
    public static void Write(in GangExit item, ref AvroWriter writer)
    {
        writer.WriteString(item.Host);
        writer.WriteString(item.Source);
        writer.WriteLong(item.Tgid);
        writer.WriteLong(item.RunnerTid);
        writer.WriteLong(item.RunnerVcpu);
        writer.WriteLong(item.Cpu);
        writer.WriteLong(item.NRunnable);
        writer.WriteLong(item.Ceded);
        writer.WriteLong(item.Forced);
        writer.WriteLong(item.EnterNs);
        writer.WriteLong(item.ExitNs);
        writer.WriteNullable(item.Trigger);
        writer.WriteNullable(item.TriggerVcpu);
        writer.WriteLong((long)item.Clock);
        writer.WriteBoolean(item.Uncertain);
        writer.WriteLong(item.Sequence);
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
        };
        return reader.Finish();
    }
}
