using System.Globalization;
using GangExitStream.Detection;
using GangExitStream.Pages;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Writers;

namespace GangExitStream.Reporting.Html;

/// <summary>The trace's header information.</summary>
internal static class FactsHtml
{
    public static void Write(HtmlWriter html, ReportResult result, int number)
    {
        html.Raw("<section class=\"card\"").Attribute("aria-labelledby", $"facts-title-{number}").Raw("><h3").Attribute("id", $"facts-title-{number}").Raw(">The trace</h3>\n<dl class=\"facts\">\n");
        foreach (var (name, value) in Facts(result))
            html.Raw("<div>").Element("dt", name).Element("dd", value).Raw("</div>\n");
        html.Raw("</dl></section>\n");
    }

    private static IEnumerable<(string Name, string Value)> Facts(ReportResult result)
    {
        var info = result.Info;
        yield return ("Trace", TraceHtml.NameOf(result));
        yield return ("Form", ReportTexts.Of(info.Form) + (info.LengthBytes is { } bytes ? ", " + Quantity.Bytes(bytes) : ""));
        yield return ("Host", info.Host ?? "not told");
        if (info.Cpu is not null || info.Arch is not null)
            yield return ("Machine", string.Join(", ", new[] { info.Cpu, info.Arch }.Where(text => text is not null)));
        if (info.OsRelease is { } kernel)
            yield return ("Kernel", "Linux " + kernel);
        if (Quantity.WallTime(result.Span.FirstNs, info.WallClockOffsetNs) is { } first)
            yield return ("Recorded", first + (Quantity.WallTime(result.Span.LastNs, info.WallClockOffsetNs) is { } last ? " to " + last : ""));
        if (result is { HasTimes: true, Span: { FirstNs: { } start, LastNs: { } end } })
            yield return ("Trace time", string.Create(CultureInfo.InvariantCulture, $"{start / 1e9:F6} s to {end / 1e9:F6} s ({Quantity.Duration(result.Span.DurationNs)})"));
        yield return ("Events", $"{Quantity.Number(result.Summary.Events)} ({Quantity.Count(result.Summary.GuestExits, "guest exit")}, {Quantity.Count(result.Summary.RunCores, "run_core")})");
        yield return ("Attribution", result.Attribution == Attribution.Tgid ? "tgid: cedes counted for the whole process, as the original script has it" : "vcore: a run's own cedes count");
        if (result.Vms.Count > 0)
            yield return ("Vcpu ids a vcore", string.Join(", ", result.Vms.GroupBy(vm => vm.VcoreStride).OrderBy(vms => vms.Key).Select(vms => $"{vms.Key} ({Quantity.Count(vms.Count(), "VM")})")) + "; inferred from the runs unless --vcore-stride says it");
        if (info.Buffer is { } buffer)
            yield return ("Buffer", buffer);
        if (info.Guests.Count > 0)
            yield return ("Not in it", "the guests' own files: " + string.Join(", ", info.Guests));
        if (result.Rows.History is { } history && result.HasTimes)
            yield return ("Resolution of the charts", Quantity.Duration(history.BinNs));
    }
}
