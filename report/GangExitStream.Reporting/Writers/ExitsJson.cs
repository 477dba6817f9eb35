using System.Text.Json;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Exits;

namespace GangExitStream.Reporting.Writers;

/// <summary>Guest exits by trap, of a VM or of all.</summary>
internal static class ExitsJson
{
    /// <summary>The VMs, those with most guest exits first.</summary>
    public static IEnumerable<KeyValuePair<int, IReadOnlyList<ExitRow>>> VmsOf(ExitReport exits) =>
        exits.ByVm.OrderByDescending(vm => vm.Value.Sum(row => row.Count)).ThenBy(vm => vm.Key);

    /// <summary>The array <c>exits</c>.</summary>
    public static void Write(Utf8JsonWriter json, ReportResult result, IReadOnlyList<ExitRow> rows)
    {
        json.WriteStartArray("exits");
        foreach (var row in rows)
            WriteRow(json, row, result.HasTimes ? row.Out : null);
        json.WriteEndArray();
    }

    /// <summary>The fields of a row of <c>vm_exits</c>.</summary>
    public static void WriteVm(Utf8JsonWriter json, ReportResult result, KeyValuePair<int, IReadOnlyList<ExitRow>> vm)
    {
        json.WriteNumber("tgid", vm.Key);
        json.WriteString("name", result.NameOf(vm.Key));
        json.WriteNumber("guest_exits", vm.Value.Sum(row => row.Count));
        Write(json, result, vm.Value);
    }

    private static void WriteRow(Utf8JsonWriter json, ExitRow row, TimeHistogram? times)
    {
        json.WriteStartObject();
        json.WriteString("trap", row.Trap);
        json.WriteNumber("count", row.Count);
        json.WriteNumber("ceded", row.Ceded);
        json.WriteNumberOrNull("out_ns", times?.Sum);
        json.WriteNumberOrNull("out_p50_ns", times?.Quantile(0.5));
        json.WriteNumberOrNull("out_p99_ns", times?.Quantile(0.99));
        json.WriteNumberOrNull("out_count", times?.Count);
        json.WriteNumberOrNull("out_min_ns", times?.Min);
        json.WriteNumberOrNull("out_avg_ns", times?.Mean);
        json.WriteNumberOrNull("out_max_ns", times?.Max);
        json.WriteEndObject();
    }
}
