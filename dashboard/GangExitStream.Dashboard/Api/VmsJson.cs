using System.Text.Json;
using GangExitStream.Dashboard.Fleet;

namespace GangExitStream.Dashboard.Api;

/// <summary>The elements of /api/vms. Fields are added, never changed.</summary>
internal static class VmsJson
{
    public static void Write(VmSums vm, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("host"u8, vm.Host);
        json.WriteString("source"u8, vm.Source);
        json.WriteNumber("tgid"u8, vm.Tgid);
        json.WriteString("vm"u8, vm.Name); // null is written as null
        json.WriteNumber("gang_exits"u8, vm.Counts.GangExits);
        json.WriteNumber("runs"u8, vm.Counts.Runs);
        json.WriteNumber("forced_out_ns"u8, vm.Counts.ForcedOutNs);
        json.WriteNumber("guest_thread_ns"u8, vm.Counts.GuestThreadNs);
        json.WriteNumber("uncertain_runs"u8, vm.Counts.UncertainRuns);
        json.WriteNumber("lost"u8, vm.Counts.Lost);
        json.WriteNumber("last_window_start_ns"u8, vm.LastWindowStartNs);
        WriteMore(vm, json);
        json.WriteEndObject();
    }

    private static void WriteMore(VmSums vm, Utf8JsonWriter json)
    {
        json.WriteNumber("gang_exits_per_tgid"u8, vm.Counts.GangExitsPerTgid);
        json.WriteNumber("forced_threads"u8, vm.Counts.ForcedThreads);
        json.WriteNumber("cedes"u8, vm.Counts.Cedes);
        json.WriteNumber("orphan_exits"u8, vm.Counts.OrphanExits);
        json.WriteNumber("unfinished_runs"u8, vm.Counts.UnfinishedRuns);
        json.WriteNumber("guest_exits"u8, vm.GuestExits);
        json.WriteBoolean("has_run_core"u8, vm.HasRunCore);
        json.WriteNumber("windows"u8, vm.Windows);
        json.WriteNumber("windows_too_late"u8, vm.TooLate);
        json.WriteString("clock"u8, vm.Clock == ClockKind.Wall ? "Wall"u8 : "Trace"u8);
        WriteTraps("triggers"u8, vm.Triggers, json);
        WriteTraps("exits"u8, vm.Exits, json);
    }

    private static void WriteTraps(ReadOnlySpan<byte> name, TriggerCounts traps, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        foreach (var (trap, count) in traps.Items)
        {
            if (count != 0)
                json.WriteNumber(trap, count);
        }
        json.WriteEndObject();
    }
}
