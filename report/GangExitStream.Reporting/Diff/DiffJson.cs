using System.Text.Encodings.Web;
using System.Text.Json;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Writers;

namespace GangExitStream.Reporting.Diff;

/// <summary>A comparison as one JSON object on a line; docs/diff.md has its fields.</summary>
public static class DiffJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    public static void Write(Stream output, DiffResult diff)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            WriteTrace(json, "before", diff.Before, diff.WindowsBefore);
            WriteTrace(json, "after", diff.After, diff.WindowsAfter);
            json.WriteString("by", NameOf(diff.By));
            json.WriteString("match", NameOf(diff.Match));
            json.WriteNumber("confidence", Change.Confidence);
            json.WriteString("note", diff.Note);
            json.WritePropertyName("total");
            WriteRow(json, diff.Total);
            json.WriteStartArray("rows");
            foreach (var row in diff.Rows)
                WriteRow(json, row);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
        output.Flush();
    }

    /// <summary>The verdict's name in JSON.</summary>
    public static string NameOf(ChangeVerdict verdict) => verdict switch
    {
        ChangeVerdict.More => "more",
        ChangeVerdict.Less => "less",
        ChangeVerdict.TooFew => "too_few",
        ChangeVerdict.OnlyBefore => "only_before",
        ChangeVerdict.OnlyAfter => "only_after",
        _ => "noise",
    };

    private static string NameOf(DiffBy by) => by switch { DiffBy.Trap => "trap", DiffBy.Vcore => "vcore", _ => "vm" };

    private static string NameOf(DiffMatch match) => match switch { DiffMatch.Tgid => "tgid", DiffMatch.Total => "total", _ => "name" };

    private static void WriteTrace(Utf8JsonWriter json, string name, ReportResult result, (int Count, long Ns) windows)
    {
        json.WriteStartObject(name);
        json.WriteString("trace", result.Trace);
        json.WriteString("host", result.Info.Host);
        json.WriteString("verdict", TraceVerdicts.Name(result.Verdict));
        json.WriteNumberOrNull("duration_ns", result.DurationNs);
        json.WriteNumber("events", result.Summary.Events);
        json.WriteNumber("gang_exits", result.GangExits);
        json.WriteNumber("lost", result.Summary.Lost);
        json.WriteBoolean("damaged", result.Damaged);
        json.WriteNumber("windows", windows.Count);
        json.WriteNumber("window_ns", windows.Ns);
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, DiffRow row)
    {
        json.WriteStartObject();
        json.WriteString("name", row.Name);
        json.WriteNumberOrNull("tgid_before", row.TgidBefore);
        json.WriteNumberOrNull("tgid_after", row.TgidAfter);
        json.WriteNumberOrNull("vcore", row.Vcore);
        json.WriteString("trap", row.Trap);
        foreach (var (metric, change) in row.Changes)
        {
            json.WriteStartObject(metric);
            Write(json, "before", change.Before);
            Write(json, "before_margin", change.BeforeMargin);
            Write(json, "after", change.After);
            Write(json, "after_margin", change.AfterMargin);
            Write(json, "difference", change.Difference);
            Write(json, "relative", change.Relative);
            Write(json, "p", change.P);
            Write(json, "p_adjusted", change.AdjustedP);
            json.WriteString("verdict", NameOf(change.Verdict));
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, double.Round(number, 9));
        else
            json.WriteNull(name);
    }
}
