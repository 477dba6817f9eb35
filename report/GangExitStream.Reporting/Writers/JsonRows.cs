using System.Text.Json;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Breakdowns;

namespace GangExitStream.Reporting.Writers;

/// <summary>The rows that <c>--by</c> adds to a trace's object.</summary>
internal static class JsonRows
{
    public static void Write(Utf8JsonWriter json, ReportResult result)
    {
        var rows = result.Rows;
        var top = result.Top ?? int.MaxValue;
        WriteArray(json, "vcores", rows.Vcores?.Take(top), (json, row) => WriteVcore(json, result, row));
        WriteArray(json, "traps", rows.Traps?.Take(top), (json, row) => WriteTrap(json, result, row));
        WriteArray(json, "times", result.HasTimes ? rows.Times : rows.Times is null ? null : [], WriteTime);
        WriteArray(json, "cpus", rows.Cpus?.Take(top), WriteCpu);
        if (result is { IsByExit: true, Exits: { } exits })
            WriteArray(json, "vm_exits", ExitsJson.VmsOf(exits).Take(top), (json, vm) => ExitsJson.WriteVm(json, result, vm));
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IEnumerable<T>? rows, Action<Utf8JsonWriter, T> write)
    {
        if (rows is null)
            return;
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            write(json, row);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteVcore(Utf8JsonWriter json, ReportResult result, VcoreRow row)
    {
        json.WriteNumber("tgid", row.Tgid);
        json.WriteNumber("vcore", row.Vcore);
        json.WriteNumber("runs", row.Runs);
        json.WriteNumber("gang_exits", row.GangExits);
        json.WriteNumber("forced_threads", row.Forced);
        json.WriteNumber("cedes", row.Cedes);
        json.WriteNumberOrNull("run_time_ns", result.Duration(row.RunTimeNs));
        json.WriteTriggers(row.Triggers);
        json.WriteNumberOrNull("forced_out_ns", result.Duration(row.ForcedOutNs));
        json.WriteNumberOrNull("guest_thread_ns", result.Duration(row.GuestThreadNs));
        json.WriteString("name", result.NameOf(row.Tgid));
    }

    private static void WriteTrap(Utf8JsonWriter json, ReportResult result, TrapRow row)
    {
        json.WriteString("trap", row.Trap);
        json.WriteNumber("guest_exits", row.GuestExits);
        json.WriteNumber("ceded", row.Ceded);
        json.WriteNumber("gang_exits", row.GangExits);
        json.WriteNumberOrNull("forced_out_ns", result.Duration(row.ForcedOutNs));
    }

    private static void WriteCpu(Utf8JsonWriter json, CpuRow row)
    {
        json.WriteNumber("cpu", row.Cpu);
        json.WriteNumber("guest_exits", row.GuestExits);
        json.WriteNumber("runs", row.Runs);
        json.WriteNumber("gang_exits", row.GangExits);
        json.WriteNumber("forced_threads", row.Forced);
        json.WriteNumber("uncertain_runs", row.UncertainRuns);
        json.WriteNumber("lost", row.Lost);
    }

    private static void WriteTime(Utf8JsonWriter json, TimeRow row)
    {
        json.WriteNumber("start_ns", row.StartNs);
        json.WriteNumber("end_ns", row.EndNs);
        json.WriteNumber("runs", row.Runs);
        json.WriteNumber("gang_exits", row.GangExits);
        json.WriteNumber("forced_threads", row.Forced);
        json.WriteNumber("forced_out_ns", row.ForcedOutNs);
        json.WriteNumber("guest_thread_ns", row.GuestThreadNs);
    }
}
