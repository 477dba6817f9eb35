using GangExitStream.Schemas.Binary;

namespace GangExitStream.Schemas.Codecs;

/// <summary>Handwritten codec of GangExitCount.avsc.</summary>
public static class GangExitCountCodec
{
    /// <summary>Appends a count.</summary>
    public static AvroError Encode(in GangExitCount item, AvroBuffer buffer)
    {
        var writer = new AvroWriter(buffer);
        Write(in item, ref writer);
        return writer.Finish();
    }

    /// <summary>Writes a count, in the schema's order.</summary>
    public static void Write(in GangExitCount item, ref AvroWriter writer)
    {
        writer.WriteString(item.Host);
        writer.WriteString(item.Source);
        writer.WriteLong(item.Tgid);
        writer.WriteLong(item.WindowStartNs);
        writer.WriteLong(item.WindowEndNs);
        RunCountsCodec.Write(item.Counts, item.Triggers, ref writer);
        writer.WriteLong((long)item.Clock);
        writer.WriteBoolean(item.Final);
        RunCountsCodec.WriteCost(item.Counts, item.Exits, ref writer);
        writer.WriteBoolean(item.HasRunCore);
        writer.WriteNullable(item.Vm);
    }

    /// <summary>Reads the body of a count.</summary>
    public static AvroError Decode(ReadOnlySpan<byte> body, Utf8StringCache strings, out GangExitCount item)
    {
        var reader = new AvroReader(body);
        item = new GangExitCount
        {
            Host = reader.ReadString(strings),
            Source = reader.ReadString(strings),
            Tgid = reader.ReadInt(),
            WindowStartNs = reader.ReadLong(),
            WindowEndNs = reader.ReadLong(),
            Triggers = new TriggerCounts(),
            Exits = new TriggerCounts(),
        };
        var counts = RunCountsCodec.Read(ref reader);
        RunCountsCodec.ReadTriggers(ref reader, strings, item.Triggers);
        item.Clock = (ClockKind)reader.ReadIndex((int)ClockKind.Trace);
        item.Final = reader.ReadBoolean();
        RunCountsCodec.ReadCost(ref reader, ref counts);
        item.Counts = counts;
        RunCountsCodec.ReadTriggers(ref reader, strings, item.Exits);
        item.HasRunCore = reader.ReadBoolean();
        item.Vm = reader.ReadNullableString(strings);
        return reader.Finish();
    }
}
