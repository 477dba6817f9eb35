using GangExitStream.Dashboard.Api;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>Gang exits and guest exits by trap.</summary>
internal static class TrapTableHtml
{
    private const int MaxRows = 30;

    public static void Write(HtmlWriter html, GroupSums sums)
    {
        html.Raw("<section class=\"card\" aria-labelledby=\"traps-title\"><h3 id=\"traps-title\">Traps</h3>\n<p class=\"caption\">Why threads left the guest, and which of these exits began a gang exit.</p>\n")
            .Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"traps-title\"><table id=\"traps\" class=\"sortable\"><thead><tr><th scope=\"col\" class=\"name\">Trap</th><th scope=\"col\" class=\"num\">Gang exits</th><th scope=\"col\" class=\"num\">of all</th><th scope=\"col\" class=\"num\">Guest exits</th><th scope=\"col\" class=\"num\">of all</th></tr></thead><tbody id=\"traps-body\" data-live>\n");
        var names = TrapOrder.Ordered(sums.Triggers).Concat(TrapOrder.Ordered(sums.Exits)).Select(trap => trap.Trap).Distinct(StringComparer.Ordinal);
        foreach (var name in names.Take(MaxRows))
            WriteRow(html, name, (sums.Triggers[name], sums.Counts.GangExits), (sums.Exits[name], sums.GuestExits));
        if (sums.Counts.GangExits - sums.Triggers.Total is > 0 and var untold)
            WriteRow(html, "not told", (untold, sums.Counts.GangExits), (0, sums.GuestExits));
        html.Raw("</tbody></table></div>\n</section>\n");
    }

    private static void WriteRow(HtmlWriter html, string name, (long Count, long All) gang, (long Count, long All) exits)
    {
        html.Raw("<tr><th scope=\"row\" class=\"name\">").Text(name).Raw("</th>");
        foreach (var (count, all) in new[] { gang, exits })
        {
            html.Raw("<td class=\"num\" data-v=\"").Number(count).Raw("\">").Text(Quantity.Number(count)).Raw("</td>");
            html.Raw("<td class=\"num\" data-v=\"").Number(all == 0 ? 0 : (double)count / all).Raw("\">").Text(Quantity.Share(count, all)).Raw("</td>");
        }
        html.Raw("</tr>\n");
    }
}
