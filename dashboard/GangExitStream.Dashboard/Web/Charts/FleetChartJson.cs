using System.Globalization;
using System.Text.Json;
using GangExitStream.Dashboard.Api;
using GangExitStream.Dashboard.Fleet;

namespace GangExitStream.Dashboard.Web.Charts;

/// <summary>The data of the fleet page's charts.</summary>
internal static class FleetChartJson
{
    private const int HeatRows = 30;
    private const int HeatColumns = 120;
    private const int TriggerRows = 12;

    public static void Write(Utf8JsonWriter json, FleetStore store, IReadOnlyList<VmSums> worst)
    {
        json.WriteStartObject();
        if (AxisOf(store) is var (axis, bins))
        {
            axis.Write(json);
            var series = new Series(axis);
            foreach (var bin in bins)
                series.Add(bin.StartNs, bin.Counts, bin.GuestExits);
            series.Write(json);
            WriteHeat(json, store, worst, axis.Coarser(HeatColumns));
        }
        WriteTriggers(json, worst);
        json.WriteEndObject();
    }

    /// <summary>The axis of wall time if any VM has it, otherwise of trace time.</summary>
    private static (TimeAxis Axis, IReadOnlyList<FleetBin> Bins)? AxisOf(FleetStore store)
    {
        foreach (var clock in new[] { ClockKind.Wall, ClockKind.Trace })
        {
            var (bins, width) = store.ReadTimeline(clock);
            if (TimeAxis.Of(clock, [.. bins.Select(bin => bin.StartNs)], width) is { } axis)
                return (axis, bins);
        }
        return null;
    }

    private static void WriteHeat(Utf8JsonWriter json, FleetStore store, IReadOnlyList<VmSums> worst, TimeAxis axis)
    {
        var share = worst.Any(vm => vm.HasRunCore);
        json.WriteStartObject("heat");
        json.WriteNumber("columns", axis.Bins);
        json.WriteNumber("columnNs", (double)axis.WidthNs);
        json.WriteBoolean("percent", share);
        json.WriteStartArray("rows");
        foreach (var vm in worst.Where(vm => vm.Clock == axis.Clock && vm.HasRunCore == share).Take(HeatRows))
        {
            var series = new Series(axis);
            foreach (var window in store.ReadWindows(vm.Id))
                series.Add(in window);
            json.WriteStartObject();
            json.WriteString("name", NameOf(vm));
            series.WriteHeat(json, share);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTriggers(Utf8JsonWriter json, IReadOnlyList<VmSums> worst)
    {
        var gang = worst.Any(vm => vm.Counts.GangExits > 0);
        json.WriteString("what", gang ? "gang exits" : "guest exits");
        json.WriteStartArray("triggers");
        foreach (var vm in worst.Where(vm => gang ? vm.Counts.GangExits > 0 : vm.GuestExits > 0).Take(TriggerRows))
        {
            var (traps, total) = gang ? (vm.Triggers, vm.Counts.GangExits) : (vm.Exits, vm.GuestExits);
            json.WriteStartObject();
            json.WriteString("name", NameOf(vm));
            json.WriteNumber("total", total);
            json.WriteStartArray("parts");
            foreach (var (trap, count) in TrapOrder.Ordered(traps))
                WritePart(json, trap, count);
            if (total - traps.Total is > 0 and var untold)
                WritePart(json, "not told", untold);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter json, string trap, long count)
    {
        json.WriteStartArray();
        json.WriteStringValue(trap);
        json.WriteNumberValue(count);
        json.WriteEndArray();
    }

    private static string NameOf(VmSums vm) => string.Create(CultureInfo.InvariantCulture, $"{vm.Name ?? vm.Tgid.ToString(CultureInfo.InvariantCulture)} · {vm.Host}");
}
