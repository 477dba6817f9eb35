using System.Buffers;
using System.Text;
using System.Text.Json;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.History;

namespace GangExitStream.Reporting.Html;

/// <summary>
/// The charts' data. The writer's default encoder escapes &lt;, &gt;, &amp; and quotes, so no text can end the enclosing script element.
/// </summary>
internal static class PageJson
{
    /// <summary>Maximum numbers for the charts of one page, some 3 bytes each: bounds its size.</summary>
    private const int MaxNumbers = 400_000;

    private const int MaxVms = 40;
    private const int MaxVcores = 64;
    private const int HeatColumns = 120;

    public static string Of(IReadOnlyList<ReportResult> results)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("traces");
            foreach (var result in results)
                WriteTrace(json, result, MaxNumbers / results.Count);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteTrace(Utf8JsonWriter json, ReportResult result, int maxNumbers)
    {
        json.WriteStartObject();
        json.WriteBoolean("applicable", result.Applicable);
        if (result is { HasTimes: true, Rows.History: { } history })
            WriteHistory(json, result, history, maxNumbers);
        json.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter json, ReportResult result, TraceHistory history, int maxNumbers)
    {
        var shown = history.Vms.Take(MaxVms).ToList();
        var step = StepFor(shown, history, maxNumbers);
        json.WriteNumber("binNs", (double)history.BinNs * step);
        json.WriteNumber("bins", (history.Bins + step - 1) / step);
        json.WriteNumber("durationNs", result.Span.DurationNs);
        if (result.Span.FirstNs is { } first && result.Info.WallClockOffsetNs is { } offset)
            json.WriteNumber("wallMs", (double)(((Int128)first + offset) / 1_000_000));
        WriteBins(json, "lost", history.Lost, step);
        WriteBins(json, "costStarts", CostHistogram.Starts, 1);
        WriteQuantiles(json, TimeHistogram.Merge(result.Vms.Select(vm => vm.OutTimes)));
        json.WriteStartArray("vms");
        foreach (var vm in shown)
            WriteVm(json, result, vm, vm.Tgid < 0 ? "others" : null, step);
        if (history.Vms.Count > MaxVms)
            WriteVm(json, result, VmHistory.Sum(history.Vms.Skip(MaxVms), history.Bins), $"{history.Vms.Count - MaxVms} other VMs", step);
        json.WriteEndArray();
        WriteVcores(json, history);
    }

    private static int StepFor(List<VmHistory> vms, TraceHistory history, int maxNumbers)
    {
        var numbers = vms.Sum(vm => 7L + vm.Traps.Count) * history.Bins; // two of the five series have numbers of twice the length
        var step = 1;
        while (numbers / step > maxNumbers)
            step *= 2;
        return step;
    }

    private static void WriteVm(Utf8JsonWriter json, ReportResult result, VmHistory vm, string? label, int step)
    {
        json.WriteStartObject();
        json.WriteNumber("tgid", vm.Tgid);
        if (label is not null)
            json.WriteString("label", label);
        else if (result.NameOf(vm.Tgid) is { } name)
            json.WriteString("name", name);
        WriteBins(json, "exits", vm.GuestExits, step);
        if (result.Applicable)
        {
            WriteBins(json, "runs", vm.Runs, step);
            WriteBins(json, "gang", vm.GangExits, step);
            WriteBins(json, "forced", vm.ForcedThreads, 1);
            WriteCost(json, result, vm, step);
        }
        json.WriteStartArray("traps");
        foreach (var trap in vm.Traps)
        {
            var bins = result.Applicable ? trap.GangExits : trap.GuestExits;
            if (bins.Sum() > 0)
                WriteTrap(json, trap.Trap, bins, step);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Costs over time are in parts of a bin, which are shorter: only shares are shown. The histogram's sums are in nanoseconds.</summary>
    private static void WriteCost(Utf8JsonWriter json, ReportResult result, VmHistory vm, int step)
    {
        var part = Math.Max(1, result.Rows.History!.BinNs * step / 10_000);
        WriteBins(json, "forcedTime", vm.ForcedOutNs, step, part);
        WriteBins(json, "guestTime", vm.GuestThreadNs, step, part);
        WriteBins(json, "costExits", vm.Costs.GangExits, 1);
        WriteBins(json, "costNs", vm.Costs.ThreadNs, 1);
        if (result.Vms.FirstOrDefault(one => one.Tgid == vm.Tgid) is { } counted)
            WriteQuantiles(json, counted.OutTimes);
    }

    private static void WriteQuantiles(Utf8JsonWriter json, TimeHistogram times)
    {
        if (times.Quantile(0.5) is not { } median || times.Quantile(0.99) is not { } longest)
            return;
        json.WriteNumber("outP50Ns", median);
        json.WriteNumber("outP99Ns", longest);
    }

    private static void WriteTrap(Utf8JsonWriter json, string? name, long[] bins, int step)
    {
        json.WriteStartObject();
        json.WriteString("name", name ?? "not told");
        WriteBins(json, "bins", bins, step);
        json.WriteEndObject();
    }

    /// <summary>The vcores with the most gang exits, in the order of their VMs.</summary>
    private static void WriteVcores(Utf8JsonWriter json, TraceHistory history)
    {
        var vcores = history.Vms.SelectMany(vm => vm.Vcores.Select(vcore => (Vm: vm.Tgid, Vcore: vcore, GangExits: vcore.GangExits.Sum()))).ToList();
        var least = vcores.Count > MaxVcores ? vcores.Select(vcore => vcore.GangExits).OrderDescending().ElementAt(MaxVcores - 1) : -1;
        var step = (history.Bins + HeatColumns - 1) / HeatColumns;
        json.WriteNumber("heatNs", (double)history.BinNs * step);
        json.WriteNumber("vcoreCount", vcores.Count);
        json.WriteStartArray("vcores");
        foreach (var (tgid, vcore, _) in vcores.Where(vcore => vcore.GangExits >= least).Take(MaxVcores).OrderBy(vcore => vcore.Vm).ThenBy(vcore => vcore.Vcore.Vcore))
        {
            json.WriteStartObject();
            json.WriteNumber("tgid", tgid);
            json.WriteNumber("vcore", vcore.Vcore);
            WriteBins(json, "gang", vcore.GangExits, step);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Sums of <paramref name="step"/> bins each, divided by the divisor; trailing zeros are left out.</summary>
    private static void WriteBins(Utf8JsonWriter json, string name, IReadOnlyList<long> bins, int step, long divisor = 1)
    {
        var used = bins.Count;
        while (used > 0 && bins[used - 1] == 0)
            used--;
        json.WriteStartArray(name);
        for (var at = 0; at < used; at += step)
        {
            long sum = 0;
            for (var bin = at; bin < Math.Min(at + step, used); bin++)
                sum += bins[bin];
            json.WriteNumberValue(divisor == 1 ? sum : (long)Math.Round((double)sum / divisor));
        }
        json.WriteEndArray();
    }
}
