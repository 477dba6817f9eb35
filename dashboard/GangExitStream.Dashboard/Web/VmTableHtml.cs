using GangExitStream.Dashboard.Api;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>One page of the fleet's VMs. Sorting, filtering and paging are done by the server with links and a form, so they work without scripts.</summary>
internal static class VmTableHtml
{
    public static void Write(HtmlWriter html, FleetQuery query, IReadOnlyList<VmSums> vms, int all)
    {
        html.Raw("<section class=\"card\" id=\"vm-section\" aria-labelledby=\"vms-title\">\n<div class=\"head\"><h3 id=\"vms-title\">Virtual machines</h3>\n<form class=\"controls\" id=\"filter-form\" method=\"get\" role=\"search\"><label>Filter <input type=\"search\" id=\"filter\" name=\"q\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"VM, host or trap\"")
            .Attribute("value", query.Filter).Raw("></label><input type=\"hidden\" name=\"sort\"").Attribute("value", query.Sort).Raw("><input type=\"hidden\" name=\"dir\"").Attribute("value", query.Descending ? "desc" : "asc")
            .Raw("><button type=\"submit\">Filter</button></form></div>\n");
        var first = Math.Min((query.Page - 1L) * FleetQuery.PageSize, Math.Max(0, vms.Count - 1) / FleetQuery.PageSize * FleetQuery.PageSize);
        var shown = vms.Skip((int)first).Take(FleetQuery.PageSize).ToList();
        html.Raw("<p class=\"caption\" id=\"shown\" data-live role=\"status\">").Text(Shown(query, shown.Count, (int)first, vms.Count, all)).Raw("</p>\n");
        html.Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"vms-title\">\n<table id=\"vms\"><thead id=\"vms-head\" data-live><tr>");
        foreach (var column in FleetColumn.All)
            WriteHeading(html, column, query);
        html.Raw("</tr></thead>\n<tbody id=\"vms-body\" data-live>\n");
        foreach (var vm in shown)
            WriteRow(html, vm);
        html.Raw("</tbody></table></div>\n<nav class=\"pages\" id=\"pages\" data-live aria-label=\"Pages of the table\">");
        WritePages(html, query, (int)first, vms.Count);
        html.Raw("</nav>\n</section>\n");
    }

    private static string Shown(FleetQuery query, int shown, int first, int found, int all)
    {
        if (all == 0)
            return "No VM has counts yet.";
        var which = found == shown ? Quantity.Count(found, "VM") : $"VMs {Quantity.Number(first + 1)} to {Quantity.Number(first + shown)} of {Quantity.Number(found)}";
        var filter = query.Filter.Length == 0 ? "" : $" that match “{query.Filter}” (of {Quantity.Number(all)})";
        var order = query is { Sort: FleetOrder.Default, Descending: true } ? ", the worst first" : "";
        return $"{which}{filter}{order}. The server sorts and filters all of them; a heading sorts by its column.";
    }

    private static void WriteHeading(HtmlWriter html, FleetColumn column, FleetQuery query)
    {
        var sorted = query.Sort == column.Field;
        var descending = sorted ? !query.Descending : column.Class.StartsWith("num", StringComparison.Ordinal) || column.Field is "lost" or "last_window_start_ns";
        html.Raw("<th scope=\"col\"").Attribute("data-field", column.Field).Attribute("class", column.Class).Attribute("title", column.Explanation);
        if (sorted)
            html.Attribute("aria-sort", query.Descending ? "descending" : "ascending");
        html.Raw("><a data-nav").Attribute("href", Address(query with { Sort = column.Field, Descending = descending, Page = 1 })).Raw(">").Text(column.Title).Raw("</a></th>");
    }

    private static void WriteRow(HtmlWriter html, VmSums vm)
    {
        html.Raw("<tr").Attribute("data-host", vm.Host).Attribute("data-source", vm.Source).Attribute("data-tgid", vm.Tgid).Attribute("data-gang-exits", vm.Counts.GangExits).Raw(">");
        foreach (var column in FleetColumn.All)
            column.Write(html, vm);
        html.Raw("</tr>\n");
    }

    private static void WritePages(HtmlWriter html, FleetQuery query, int first, int found)
    {
        var page = first / FleetQuery.PageSize + 1;
        var pages = (found + FleetQuery.PageSize - 1) / FleetQuery.PageSize;
        if (pages < 2)
            return;
        if (page > 1)
            html.Raw("<a data-nav rel=\"prev\"").Attribute("href", Address(query with { Page = page - 1 })).Raw(">Previous</a> ");
        html.Raw("<span>").Text($"Page {Quantity.Number(page)} of {Quantity.Number(pages)}").Raw("</span>");
        if (page < pages)
            html.Raw(" <a data-nav rel=\"next\"").Attribute("href", Address(query with { Page = page + 1 })).Raw(">Next</a>");
    }

    private static string Address(FleetQuery query) =>
        $"?q={Uri.EscapeDataString(query.Filter)}&sort={query.Sort}&dir={(query.Descending ? "desc" : "asc")}&page={query.Page}";
}
