using GangExitStream.Dashboard.Api;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>The table of a VM's latest windows, the latest first.</summary>
internal static class WindowTableHtml
{
    private const int MaxRows = 60;

    private static readonly string[] Headings = ["Lost", "Gang exits", "per second", "Share of runs", "Runs", "Forced out", "Cedes", "Guest exits", "Samples lost"];

    public static void Write(HtmlWriter html, IReadOnlyList<GangExitCount> windows, long all, VmAddress vm)
    {
        html.Raw("<section class=\"card\" aria-labelledby=\"windows-title\"><h3 id=\"windows-title\">Windows of time</h3>\n<p class=\"caption\"><span id=\"windows-shown\" data-live>").Text(Shown(windows.Count, all))
            .Raw("</span> All that are kept: <a").Attribute("href", $"../../api/vms/{vm}/windows").Raw(">JSON</a>.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"windows-title\"><table id=\"windows\" class=\"sortable\"><thead><tr><th scope=\"col\" class=\"name\">From</th>");
        foreach (var heading in Headings)
            html.Raw("<th scope=\"col\" class=\"num\">").Text(heading).Raw("</th>");
        html.Raw("<th scope=\"col\" class=\"text\">Main trap</th><th scope=\"col\" class=\"text\">State</th></tr></thead><tbody id=\"windows-body\" data-live>\n");
        foreach (var window in windows.Reverse().Take(MaxRows))
            WriteRow(html, in window);
        html.Raw("</tbody></table></div>\n</section>\n");
    }

    private static string Shown(int kept, long all) =>
        (kept > MaxRows ? $"The latest {MaxRows} of {Quantity.Count(kept, "window")} that are kept" : $"{Quantity.Count(kept, "window")}, the latest first")
        + (all > kept ? $"; {Quantity.Number(all - kept)} earlier ones are in the sums only." : ".");

    private static void WriteRow(HtmlWriter html, in GangExitCount window)
    {
        var counts = window.Counts;
        var exits = window.Exits.Total;
        var seconds = (window.WindowEndNs - window.WindowStartNs) / 1e9;
        html.Raw("<tr").Attribute("data-start", window.WindowStartNs).Raw("><th scope=\"row\" class=\"name\" data-v=\"").Number(window.WindowStartNs).Raw("\">").Text(WindowTime.Text(window.WindowStartNs, window.Clock)).Raw("</th>");
        Cell(html, counts.ForcedOutShare ?? -1, Quantity.Percent(counts.ForcedOutShare));
        Cell(html, counts.GangExits, Quantity.Number(counts.GangExits));
        Cell(html, seconds > 0 ? counts.GangExits / seconds : 0, Quantity.Rate(!window.Final || seconds <= 0 ? null : counts.GangExits / seconds));
        Cell(html, counts.Runs == 0 ? -1 : (double)counts.GangExits / counts.Runs, Quantity.Share(counts.GangExits, counts.Runs));
        foreach (var count in new[] { counts.Runs, counts.ForcedThreads, counts.Cedes, exits, counts.Lost })
            Cell(html, count, Quantity.Number(count));
        html.Raw("<td class=\"text\">");
        if (TrapOrder.Main(window.HasRunCore ? window.Triggers : window.Exits) is { } main)
            html.Raw("<span class=\"tag\">").Text($"{main.Trap} {Quantity.Share(main.Count, window.HasRunCore ? counts.GangExits : exits)}").Raw("</span>");
        html.Raw("</td><td class=\"text\">").Raw(window.Final ? "final" : "open").Raw("</td></tr>\n");
    }

    private static void Cell(HtmlWriter html, double value, string text) => html.Raw("<td class=\"num\" data-v=\"").Number(value).Raw("\">").Text(text).Raw("</td>");
}
