using GangExitStream.Pages;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Writers;

namespace GangExitStream.Reporting.Html;

/// <summary>The verdict as a sentence, and the main numbers.</summary>
internal static class SummaryHtml
{
    public static void Write(HtmlWriter html, ReportResult result)
    {
        WriteVerdict(html, result);
        if (result.DamagedOrLossy || result.Interrupted)
            html.Raw("<p class=\"banner warn\">").Text(Warning(result)).Raw("</p>\n");
        html.Raw("<dl class=\"tiles\">\n");
        if (result.Applicable)
            WriteGangExits(html, result);
        else
            PageParts.Tile(html, "Guest exits", Quantity.Number(result.Summary.GuestExits), result.PerSecond(result.Summary.GuestExits) is { } rate ? Quantity.Rate(rate) + " a second" : "");
        PageParts.Tile(html, "Samples lost", Quantity.Number(result.Summary.Lost), result.Summary.Lost == 0 ? "the recording is complete" : $"in {Quantity.Count(result.Summary.Gaps, "gap")}", result.Summary.Lost > 0 ? "bad" : null);
        html.Raw("</dl>\n");
    }

    private static void WriteGangExits(HtmlWriter html, ReportResult result)
    {
        var runs = result.Vms.Sum(vm => vm.Counts.Runs);
        var forced = result.Vms.Sum(vm => vm.Forced);
        PageParts.Tile(html, "Gang exits", Quantity.Number(result.GangExits), result.PerSecond(result.GangExits) is { } rate ? Quantity.Rate(rate) + " a second" : "the trace has no times");
        PageParts.Tile(html, "Share of runs", Quantity.Share(result.GangExits, runs), $"of {Quantity.Count(runs, "run")}");
        PageParts.Tile(html, "Threads forced out", Quantity.Number(forced), $"{Quantity.Mean(forced, result.GangExits)} for each gang exit");
        if (result.HasTimes)
            PageParts.Tile(html, "Thread-time lost", Quantity.Percent(VmReport.ForcedOutShareOf(result.Vms)), $"{Quantity.Duration(result.Vms.Sum(vm => (double)vm.Counts.ForcedOutNs))} forced out, at most{Blocked(result)}");
        if (result.Vms is [{ GangExits: > 0 } worst, ..])
            PageParts.Tile(html, "Most affected VM", result.NameOf(worst.Tgid) ?? $"{worst.Tgid}", $"{Quantity.Share(worst.GangExits, result.GangExits)} of all gang exits");
        if (MainTrigger(result) is { } trigger)
            PageParts.Tile(html, "Main trigger", trigger.Name, $"{Quantity.Share(trigger.Count, result.GangExits)} of all gang exits{UnknownShare(result)}", breakable: true);
    }

    private static string Blocked(ReportResult result) =>
        result.Vms.Sum(vm => (double)vm.ForcedOutBlockedNs) is > 0 and var blocked ? $"; {Quantity.Duration(blocked)} of it while the vcore was blocked" : "";

    private static string UnknownShare(ReportResult result) =>
        result.Vms.Sum(vm => vm.Triggers.Unknown) is > 0 and var unknown ? $"; {Quantity.Share(unknown, result.GangExits)} not told" : "";

    private static TrapCount? MainTrigger(ReportResult result) => result.Vms
        .SelectMany(vm => vm.Triggers.Ordered)
        .GroupBy(trap => trap.Name, trap => trap.Count)
        .Select(trap => new TrapCount(trap.Key, trap.Sum()))
        .MaxBy(trap => trap.Count);

    private static void WriteVerdict(HtmlWriter html, ReportResult result)
    {
        var kind = result.Verdict == TraceVerdict.GangExits ? result.GangExits > 0 ? "yes" : "no" : "none";
        html.Raw("<p").Attribute("class", "banner " + kind).Attribute("data-verdict", TraceVerdicts.Name(result.Verdict)).Raw(">").Text(Verdict(result)).Raw("</p>\n");
    }

    private static string Verdict(ReportResult result)
    {
        var time = result.DurationNs is { } ns ? $" in {Quantity.Duration(ns)}" : "";
        if (result.Verdict == TraceVerdict.Nothing)
            return Sentence(ReportTexts.Nothing(result));
        if (ReportTexts.Of(result.Verdict, result.Recorded) is { } text)
            return Sentence(text);
        var affected = result.Vms.Count(vm => vm.GangExits > 0);
        return result.GangExits == 0
            ? $"No gang exits{time}: vcores with several threads ran, and none forced another thread out."
            : $"{Quantity.Count(result.GangExits, "gang exit")}{time}, in {affected} of {Quantity.Count(result.Vms.Count, "VM")}.";
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..] + ".";

    private static string Warning(ReportResult result)
    {
        var reasons = new List<string>();
        if (result.Summary.Lost > 0)
            reasons.Add($"{Quantity.Count(result.Summary.Lost, "sample")} lost by the recorder");
        if (result.Damaged)
            reasons.Add($"damaged input ({Quantity.Count(result.Summary.DamageCount, "finding")})");
        if (result.Summary.OutOfOrder > 0)
            reasons.Add($"{Quantity.Count(result.Summary.OutOfOrder, "event")} out of order");
        if (result.Interrupted)
            reasons.Add("reading was interrupted");
        return $"The numbers are of what could be read: {string.Join("; ", reasons)}. “Losses and damage” below says what that means.";
    }
}
