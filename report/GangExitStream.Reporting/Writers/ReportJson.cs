using System.Text.Encodings.Web;
using System.Text.Json;
using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Writers;

/// <summary>JSON lines: one object per trace. Fields and their order are a contract (README): new ones are added at the end.</summary>
public sealed class ReportJson(Stream output) : IReportWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public void Write(ReportResult result)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            WriteTrace(json, result);
            json.WriteStartArray("vms");
            foreach (var vm in result.TopVms)
                WriteVm(json, result, vm);
            json.WriteEndArray();
            WriteMore(json, result);
            JsonRows.Write(json, result);
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
        output.Flush();
    }

    private static void WriteTrace(Utf8JsonWriter json, ReportResult result)
    {
        json.WriteString("trace", result.Trace);
        json.WriteString("host", result.Info.Host);
        json.WriteNumber("events", result.Summary.Events);
        json.WriteNumber("guest_exits", result.Summary.GuestExits);
        json.WriteNumber("run_cores", result.Summary.RunCores);
        json.WriteNumber("lost", result.Summary.Lost);
        json.WriteBoolean("damaged", result.Damaged);
        json.WriteBoolean("applicable", result.Applicable);
        json.WriteNumberOrNull("first_ns", result.HasTimes ? result.Span.FirstNs : null);
        json.WriteNumberOrNull("last_ns", result.HasTimes ? result.Span.LastNs : null);
    }

    private static void WriteVm(Utf8JsonWriter json, ReportResult result, VmReport vm)
    {
        var counts = vm.Counts;
        json.WriteStartObject();
        json.WriteNumber("tgid", vm.Tgid);
        json.WriteNumber("gang_exits", counts.GangExits);
        json.WriteNumber("gang_exits_per_tgid", counts.GangExitsPerTgid);
        json.WriteNumber("runs", counts.Runs);
        json.WriteNumber("forced_threads", vm.Forced);
        json.WriteNumber("cedes", counts.Cedes);
        json.WriteNumber("uncertain_runs", counts.UncertainRuns);
        json.WriteNumber("orphan_exits", counts.OrphanExits);
        json.WriteNumber("unfinished_runs", counts.UnfinishedRuns);
        json.WriteTriggers(vm.Triggers);
        json.WriteNumber("uncertain_gang_exits", vm.UncertainGangExits);
        json.WriteNumber("split_core_runs", counts.SplitCoreRuns);
        json.WriteNumberOrNull("run_time_ns", result.Duration(counts.RunTimeNs));
        json.WriteNumber("vcore_stride", vm.VcoreStride);
        json.WriteNumber("most_threads", vm.MostThreads);
        json.WriteNumberOrNull("gang_exits_per_s", result.PerSecond(vm.GangExits));
        WriteCost(json, result, vm);
        json.WriteString("name", result.NameOf(vm.Tgid));
        json.WriteNumberOrNull("forced_out_blocked_ns", result is { HasTimes: true, HasBlockedTimes: true } ? vm.ForcedOutBlockedNs : null);
        if (result.Exits is { } exits)
            ExitsJson.Write(json, result, exits.ByVm.GetValueOrDefault(vm.Tgid) ?? []);
        json.WriteEndObject();
    }

    /// <summary>Writes the cost; null if the trace has no times.</summary>
    private static void WriteCost(Utf8JsonWriter json, ReportResult result, VmReport vm)
    {
        var hasTimes = result.HasTimes;
        json.WriteNumberOrNull("forced_out_ns", hasTimes ? vm.Counts.ForcedOutNs : null);
        json.WriteNumberOrNull("forced_out_p50_ns", hasTimes ? vm.OutTimes.Quantile(0.5) : null);
        json.WriteNumberOrNull("forced_out_p99_ns", hasTimes ? vm.OutTimes.Quantile(0.99) : null);
        json.WriteNumberOrNull("forced_out_max_ns", hasTimes ? vm.OutTimes.Max : null);
        json.WriteNumber("forced_out_untold", vm.Counts.ForcedOutUntold);
        json.WriteNumberOrNull("guest_thread_ns", hasTimes ? vm.Counts.GuestThreadNs : null);
        json.WriteShareOrNull("forced_out_share", hasTimes ? vm.ForcedOutShare : null);
    }

    private static void WriteMore(Utf8JsonWriter json, ReportResult result)
    {
        json.WriteString("attribution", result.Attribution == Attribution.Tgid ? "tgid" : "vcore");
        json.WriteNumber("unattributed_exits", result.UnattributedExits);
        json.WriteNumber("out_of_order", result.Summary.OutOfOrder);
        json.WriteNumberOrNull("wall_clock_offset_ns", result.Info.WallClockOffsetNs);
        json.WriteBoolean("interrupted", result.Interrupted);
        json.WriteString("verdict", TraceVerdicts.Name(result.Verdict));
        json.WriteNumberOrNull("duration_ns", result.DurationNs);
        json.WriteNumberOrNull("part", result.Part);
        json.WriteNumberOrNull("gang_exits_per_s", result.PerSecond(result.GangExits));
        json.WriteNumber("vms_left_out", Math.Max(0, result.Vms.Count - (result.Top ?? int.MaxValue)));
        if (result.Exits is { } exits)
            ExitsJson.Write(json, result, exits.All);
    }
}
