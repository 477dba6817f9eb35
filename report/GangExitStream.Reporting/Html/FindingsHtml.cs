using GangExitStream.Pages;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Html;

/// <summary>Losses and damage, and their effect on the counts.</summary>
internal static class FindingsHtml
{
    public static void Write(HtmlWriter html, ReportResult result, int number)
    {
        html.Raw("<section class=\"card\"").Attribute("aria-labelledby", $"losses-title-{number}").Raw("><h3").Attribute("id", $"losses-title-{number}").Raw(">Losses and damage</h3>\n<ul class=\"findings\">\n");
        var any = false;
        foreach (var finding in Findings(result))
        {
            html.Element("li", finding).Raw("\n");
            any = true;
        }
        if (!any)
            html.Raw("<li>None: no sample was lost, nothing was damaged, and every run has its beginning and its end.</li>\n");
        html.Raw("</ul>\n");
        WriteLossesByCpu(html, result);
        WriteDamage(html, result);
        html.Raw("</section>\n");
    }

    private static IEnumerable<string> Findings(ReportResult result)
    {
        var summary = result.Summary;
        var runs = result.Vms.Sum(vm => vm.Counts.Runs);
        var uncertain = result.Vms.Sum(vm => vm.Counts.UncertainRuns);
        if (summary.Lost > 0)
            yield return $"{Quantity.Count(summary.Lost, "sample")} lost by the recorder in {Quantity.Count(summary.Gaps, "gap")}: give perf record a larger buffer (-m).";
        if (summary.Lost > 0 && runs > 0)
        {
            var sure = result.Vms.Sum(vm => vm.GangExits - vm.UncertainGangExits);
            yield return $"{Quantity.Number(uncertain)} of {Quantity.Count(runs, "run")} ({Quantity.Share(uncertain, runs)}) are uncertain: a loss lies within them. "
                + $"Gang exits of the runs seen are between {Quantity.Number(sure)} and {Quantity.Number(sure + uncertain)}.";
        }
        var orphans = result.Vms.Sum(vm => vm.Counts.OrphanExits);
        var unfinished = result.Vms.Sum(vm => vm.Counts.UnfinishedRuns);
        if (orphans + unfinished > 0)
            yield return $"{Quantity.Count(orphans, "exit")} outside of any run (orphans) and {Quantity.Count(unfinished, "run")} without an end (unfinished): neither counts as a run. A few are normal where recording began and ended.";
        if (result.Applicable && result.UnattributedExits > 0)
            yield return $"{Quantity.Count(result.UnattributedExits, "guest exit")} of processes that never had a run_core.";
        if (result.Vms.Sum(vm => vm.Counts.SplitCoreRuns) is > 0 and var split)
            yield return $"{Quantity.Count(split, "run")} with guest exits of other vcores (split core).";
        if (summary.OutOfOrder > 0)
            yield return $"{Quantity.Count(summary.OutOfOrder, "event")} came out of order.";
        if (result.Info.TicksClock is { } clock)
            yield return $"Times are ticks of {clock}, not nanoseconds: --clock-hz N gives their rate.";
        if (result.Damaged)
            yield return $"{Quantity.Count(summary.DamageCount, "place")} of the input could not be read as it should be; they are listed below.";
        if (result.Interrupted)
            yield return "Reading was interrupted: this is what had been read so far.";
    }

    private static void WriteLossesByCpu(HtmlWriter html, ReportResult result)
    {
        var cpus = (result.Rows.History?.Cpus ?? []).Where(cpu => cpu.Lost > 0).OrderByDescending(cpu => cpu.Lost).ToList();
        if (cpus.Count == 0)
            return;
        html.Raw("<p class=\"caption\">Samples lost by CPU: ");
        foreach (var cpu in cpus.Take(16))
            html.Raw("<span class=\"tag\">").Text(cpu.Cpu < 0 ? $"unknown CPU {Quantity.Number(cpu.Lost)}" : $"CPU {cpu.Cpu}: {Quantity.Number(cpu.Lost)}").Raw("</span> ");
        if (cpus.Count > 16)
            html.Text($"and {cpus.Count - 16} more CPUs");
        html.Raw("</p>\n");
    }

    private static void WriteDamage(HtmlWriter html, ReportResult result)
    {
        var summary = result.Summary;
        if (summary.DamageCount == 0)
            return;
        html.Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Damage\"><table><thead><tr><th scope=\"col\" class=\"name\">Id</th><th scope=\"col\" class=\"num\">At byte</th><th scope=\"col\" class=\"text\">What</th></tr></thead><tbody>\n");
        foreach (var damage in summary.Damage)
            html.Raw("<tr><th scope=\"row\" class=\"name\">").Text(damage.Code).Raw("</th><td class=\"num\">").Text(Quantity.Number(damage.Offset)).Raw("</td><td class=\"text\">").Text(damage.Message).Raw("</td></tr>\n");
        html.Raw("</tbody></table></div>\n");
        if (summary.DamageCount > summary.Damage.Count)
            html.Raw("<p class=\"caption\">").Text($"and {Quantity.Number(summary.DamageCount - summary.Damage.Count)} more").Raw("</p>\n");
    }
}
