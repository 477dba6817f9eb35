using GangExitStream.Pages;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Html;

/// <summary>The table of the VMs of one or several traces. Each cell has its number in data-v for sorting, each column its JSON name in data-field.</summary>
internal static class VmTableHtml
{
    /// <summary>Maximum rows: bounds the size of the page. csv and json have all rows.</summary>
    public const int MaxRows = 2000;

    private const string Begin = """
        <section class="card" id="vm-section" aria-labelledby="vms-title">
        <div class="head"><h3 id="vms-title">Virtual machines</h3>
        <div class="controls js" hidden><label>Filter <input type="search" id="filter" autocomplete="off" spellcheck="false" placeholder="VM, host or trap"></label>
        <output id="filtered" aria-live="polite"></output></div></div>
        <p class="caption">One row for each VM. Sort by a column with its heading.</p>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="vms-title">
        <table id="vms" class="sortable"><thead><tr>
        """;

    public static void Write(HtmlWriter html, IReadOnlyList<ReportResult> results)
    {
        var rows = results.SelectMany(VmRow.Of).ToList();
        if (results.Count > 1)
            rows = [.. rows.OrderByDescending(row => row.GangExits).ThenBy(row => row.Trace)];
        var columns = VmColumn.Of(results, rows);
        html.Raw(Begin);
        foreach (var column in columns)
            WriteHeading(html, column);
        html.Raw("</tr></thead>\n<tbody>\n");
        foreach (var row in rows.Take(MaxRows))
            WriteRow(html, row, columns);
        html.Raw("</tbody>");
        if (rows.Count > 1)
            WriteTotal(html, rows, columns);
        html.Raw("</table></div>\n");
        WriteLeftOut(html, results, rows);
        html.Raw("</section>\n");
    }

    private static void WriteHeading(HtmlWriter html, VmColumn column)
    {
        html.Raw("<th scope=\"col\"").Attribute("data-field", column.Field).Attribute("class", column.Class);
        if (column.Explanation is { } explanation)
            html.Attribute("title", explanation);
        html.Raw(">").Text(column.Title).Raw("</th>");
    }

    private static void WriteRow(HtmlWriter html, VmRow row, IReadOnlyList<VmColumn> columns)
    {
        html.Raw("<tr").Attribute("data-host", row.Result.Info.Host ?? "").Attribute("data-tgid", row.Tgid).Attribute("data-gang-exits", row.GangExits).Attribute("data-trace", row.Trace).Raw(">");
        foreach (var column in columns)
            column.Write(html, row);
        html.Raw("</tr>\n");
    }

    private static void WriteTotal(HtmlWriter html, List<VmRow> rows, IReadOnlyList<VmColumn> columns)
    {
        html.Raw("\n<tfoot><tr>");
        foreach (var column in columns)
            html.Raw(column == columns[0] ? "<th scope=\"row\"" : "<td").Attribute("class", column.Class).Raw(">").Text(column.Total?.Invoke(rows) ?? "").Raw(column == columns[0] ? "</th>" : "</td>");
        html.Raw("</tr></tfoot>");
    }

    private static void WriteLeftOut(HtmlWriter html, IReadOnlyList<ReportResult> results, List<VmRow> rows)
    {
        var leftOut = Math.Max(0, rows.Count - MaxRows) + results.Sum(result => Math.Max(0, result.Vms.Count - (result.Top ?? int.MaxValue)));
        if (leftOut > 0)
            html.Raw("<p class=\"caption\">").Text($"{Quantity.Count(leftOut, "more VM")} not shown: --format json and csv have all of them.").Raw("</p>\n");
    }
}
