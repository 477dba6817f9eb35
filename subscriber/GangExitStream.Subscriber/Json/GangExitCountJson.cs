using System.Text.Json;

namespace GangExitStream.Subscriber.Json;

/// <summary>Writes GangExitCount.avsc as plain JSON: fields in the schema's order, maps as objects.</summary>
internal static class GangExitCountJson
{
    public static void Write(in GangExitCount item, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("host"u8, item.Host);
        json.WriteString("source"u8, item.Source);
        json.WriteNumber("tgid"u8, item.Tgid);
        json.WriteNumber("window_start_ns"u8, item.WindowStartNs);
        json.WriteNumber("window_end_ns"u8, item.WindowEndNs);
        WriteCounts(item.Counts, json);
        WriteTraps("triggers"u8, item.Triggers, json);
        json.WriteString("clock"u8, GangExitJson.ClockName(item.Clock));
        json.WriteBoolean("final"u8, item.Final);
        json.WriteNumber("forced_out_ns"u8, item.Counts.ForcedOutNs);
        json.WriteNumber("forced_out_untold"u8, item.Counts.ForcedOutUntold);
        json.WriteNumber("guest_thread_ns"u8, item.Counts.GuestThreadNs);
        WriteTraps("exits"u8, item.Exits, json);
        json.WriteBoolean("has_run_core"u8, item.HasRunCore);
        json.WriteString("vm"u8, item.Vm);
        json.WriteEndObject();
    }

    private static void WriteCounts(in RunCounts counts, Utf8JsonWriter json)
    {
        json.WriteNumber("runs"u8, counts.Runs);
        json.WriteNumber("gang_exits"u8, counts.GangExits);
        json.WriteNumber("gang_exits_per_tgid"u8, counts.GangExitsPerTgid);
        json.WriteNumber("forced_threads"u8, counts.ForcedThreads);
        json.WriteNumber("cedes"u8, counts.Cedes);
        json.WriteNumber("run_time_ns"u8, counts.RunTimeNs);
        json.WriteNumber("uncertain_runs"u8, counts.UncertainRuns);
        json.WriteNumber("orphan_exits"u8, counts.OrphanExits);
        json.WriteNumber("unfinished_runs"u8, counts.UnfinishedRuns);
        json.WriteNumber("split_core_runs"u8, counts.SplitCoreRuns);
        json.WriteNumber("lost"u8, counts.Lost);
    }

    private static void WriteTraps(ReadOnlySpan<byte> name, TriggerCounts triggers, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        foreach (var trigger in triggers.Items)
            json.WriteNumber(trigger.Trap, trigger.Count);
        json.WriteEndObject();
    }
}
