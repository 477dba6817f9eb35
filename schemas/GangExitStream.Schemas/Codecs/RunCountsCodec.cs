using GangExitStream.Schemas.Binary;

namespace GangExitStream.Schemas.Codecs;

/// <summary>Codec of the counts that GangExitCount and the windows of DetectorState share: runs .. lost, then triggers.</summary>
internal static class RunCountsCodec
{
    /// <summary>Fewest bytes of the counts: eleven numbers and the end of a map.</summary>
    public const int MinBytes = 12;

    /// <summary>Fewest bytes of the fields of <see cref="WriteCost"/>: three numbers and the end of a map.</summary>
    public const int MinCostBytes = 4;

    private const int MaxTriggers = 4096;
    private const int MinTriggerBytes = 2;

    /// <summary>Writes the counts, in the schema's order.</summary>
    public static void Write(in RunCounts counts, TriggerCounts triggers, ref AvroWriter writer)
    {
        writer.WriteLong(counts.Runs);
        writer.WriteLong(counts.GangExits);
        writer.WriteLong(counts.GangExitsPerTgid);
        writer.WriteLong(counts.ForcedThreads);
        writer.WriteLong(counts.Cedes);
        writer.WriteLong(counts.RunTimeNs);
        writer.WriteLong(counts.UncertainRuns);
        writer.WriteLong(counts.OrphanExits);
        writer.WriteLong(counts.UnfinishedRuns);
        writer.WriteLong(counts.SplitCoreRuns);
        writer.WriteLong(counts.Lost);
        WriteTriggers(triggers, ref writer);
    }

    /// <summary>Reads the numbers; call <see cref="ReadTriggers"/> next.</summary>
    public static RunCounts Read(ref AvroReader reader) => new()
    {
        Runs = reader.ReadLong(),
        GangExits = reader.ReadLong(),
        GangExitsPerTgid = reader.ReadLong(),
        ForcedThreads = reader.ReadLong(),
        Cedes = reader.ReadLong(),
        RunTimeNs = reader.ReadLong(),
        UncertainRuns = reader.ReadLong(),
        OrphanExits = reader.ReadLong(),
        UnfinishedRuns = reader.ReadLong(),
        SplitCoreRuns = reader.ReadLong(),
        Lost = reader.ReadLong(),
    };

    /// <summary>Writes the fields that version 2 of the schemas has added, in the schema's order: forced_out_ns .. exits.</summary>
    public static void WriteCost(in RunCounts counts, TriggerCounts exits, ref AvroWriter writer)
    {
        writer.WriteLong(counts.ForcedOutNs);
        writer.WriteLong(counts.ForcedOutUntold);
        writer.WriteLong(counts.GuestThreadNs);
        WriteTriggers(exits, ref writer);
    }

    /// <summary>Reads the numbers of version 2; call <see cref="ReadTriggers"/> next for exits.</summary>
    public static void ReadCost(ref AvroReader reader, ref RunCounts counts)
    {
        counts.ForcedOutNs = reader.ReadLong();
        counts.ForcedOutUntold = reader.ReadLong();
        counts.GuestThreadNs = reader.ReadLong();
    }

    /// <summary>Reads a map of counts by trap.</summary>
    public static void ReadTriggers(ref AvroReader reader, Utf8StringCache strings, TriggerCounts triggers)
    {
        while (reader.ReadBlockCount(MinTriggerBytes) is var count and > 0)
        {
            if (count > MaxTriggers - triggers.Items.Length)
                reader.Fail(AvroErrorId.TooLarge, reader.Position);
            for (var i = 0; i < count && !reader.Failed; i++)
                triggers.Add(reader.ReadString(strings), reader.ReadLong());
        }
    }

    private static void WriteTriggers(TriggerCounts triggers, ref AvroWriter writer)
    {
        writer.WriteBlockStart(triggers.Items.Length);
        foreach (var trigger in triggers.Items)
        {
            writer.WriteString(trigger.Trap);
            writer.WriteLong(trigger.Count);
        }
        writer.WriteBlockEnd();
    }
}
