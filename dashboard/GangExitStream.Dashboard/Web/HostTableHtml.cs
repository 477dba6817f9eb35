using GangExitStream.Dashboard.Fleet;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>The table of hosts, ordered by lost share.</summary>
internal static class HostTableHtml
{
    private const int MaxRows = 50;

    public static void Write(HtmlWriter html, IReadOnlyList<GroupSums> hosts)
    {
        html.Raw("<section class=\"card\" aria-labelledby=\"hosts-title\"><h3 id=\"hosts-title\">Hosts</h3>\n<p class=\"caption\" id=\"hosts-shown\" data-live>").Text(Shown(hosts.Count))
            .Raw("</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"hosts-title\"><table id=\"hosts\" class=\"sortable\"><thead><tr><th scope=\"col\" class=\"name\">Host</th><th scope=\"col\" class=\"num\">VMs</th><th scope=\"col\" class=\"num strong\">Lost</th><th scope=\"col\" class=\"num\">Gang exits</th><th scope=\"col\" class=\"num\">Share of runs</th><th scope=\"col\" class=\"num\">Guest exits</th><th scope=\"col\" class=\"num\">Lossy VMs</th></tr></thead><tbody id=\"hosts-body\" data-live>\n");
        foreach (var host in hosts.Take(MaxRows))
            WriteRow(html, host);
        html.Raw("</tbody></table></div>\n</section>\n");
    }

    private static string Shown(int hosts) => (hosts > MaxRows ? $"The worst {MaxRows} of {Quantity.Number(hosts)} hosts" : Quantity.Count(hosts, "host"))
        + ", the most lost thread-time first. A host without gang exits and runs (–) has no run_core: POWER9 and later, or it wasn't recorded.";

    private static void WriteRow(HtmlWriter html, GroupSums host)
    {
        var applies = host.ExitsOnlyVms < host.Vms;
        html.Raw("<tr").Attribute("data-host", host.Name).Raw("><th scope=\"row\" class=\"name\"><a data-nav").Attribute("href", $"?q={Uri.EscapeDataString(host.Name)}").Raw(">").Text(host.Name).Raw("</a></th>");
        Cell(html, host.Vms, Quantity.Number(host.Vms));
        Cell(html, host.LostShare ?? -1, Quantity.Percent(host.LostShare));
        Cell(html, host.Counts.GangExits, applies ? Quantity.Number(host.Counts.GangExits) : "–");
        Cell(html, host.Counts.Runs == 0 ? -1 : (double)host.Counts.GangExits / host.Counts.Runs, Quantity.Share(host.Counts.GangExits, host.Counts.Runs));
        Cell(html, host.GuestExits, Quantity.Number(host.GuestExits));
        Cell(html, host.LossyVms, Quantity.Number(host.LossyVms));
        html.Raw("</tr>\n");
    }

    private static void Cell(HtmlWriter html, double value, string text) => html.Raw("<td class=\"num\" data-v=\"").Number(value).Raw("\">").Text(text).Raw("</td>");
}
