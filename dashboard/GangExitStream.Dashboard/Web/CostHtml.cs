using GangExitStream.Dashboard.Fleet;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>The cost of a VM's gang exits and its certainty; a row for each of its recordings.</summary>
internal static class CostHtml
{
    private static readonly string[] Headings = ["Lost", "Forced out", "Time in the guest", "Cost not known", "Runs", "Uncertain", "Orphans", "Unfinished", "Samples lost"];

    public static void Write(HtmlWriter html, IReadOnlyList<VmSums> sums)
    {
        html.Raw("<section class=\"card\" aria-labelledby=\"cost-title\"><h3 id=\"cost-title\">Cost and certainty</h3>\n<p class=\"caption\">Forced out: thread-time from gang exits to their vcores’ next Enters. It is what was lost at most, since some of these threads may have had nothing to do. Cost not known: gang exits whose next Enter wasn’t recorded.</p>\n")
            .Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"cost-title\"><table id=\"cost\" class=\"sortable\"><thead><tr><th scope=\"col\" class=\"name\">Recording</th>");
        foreach (var heading in Headings)
            html.Raw("<th scope=\"col\" class=\"num\">").Text(heading).Raw("</th>");
        html.Raw("<th scope=\"col\" class=\"text\">From</th><th scope=\"col\" class=\"text\">To</th></tr></thead><tbody id=\"cost-body\" data-live>\n");
        foreach (var vm in sums)
            WriteRow(html, vm);
        html.Raw("</tbody></table></div>\n</section>\n");
    }

    private static void WriteRow(HtmlWriter html, VmSums vm)
    {
        var counts = vm.Counts;
        html.Raw("<tr").Attribute("data-source", vm.Source).Raw("><th scope=\"row\" class=\"name\">").Text(vm.Source).Raw("</th>");
        Cell(html, vm.LostShare ?? -1, Quantity.Percent(vm.LostShare));
        Cell(html, counts.ForcedOutNs, Quantity.Duration((double)counts.ForcedOutNs));
        Cell(html, counts.GuestThreadNs, Quantity.Duration((double)counts.GuestThreadNs));
        foreach (var count in new[] { counts.ForcedOutUntold, counts.Runs, counts.UncertainRuns, counts.OrphanExits, counts.UnfinishedRuns, counts.Lost })
            Cell(html, count, Quantity.Number(count));
        foreach (var ns in new[] { vm.FirstWindowStartNs, vm.LastWindowEndNs })
            html.Raw("<td class=\"text\" data-v=\"").Number(ns).Raw("\">").Text(WindowTime.Text(ns, vm.Clock)).Raw("</td>");
        html.Raw("</tr>\n");
    }

    private static void Cell(HtmlWriter html, double value, string text) => html.Raw("<td class=\"num\" data-v=\"").Number(value).Raw("\">").Text(text).Raw("</td>");
}
