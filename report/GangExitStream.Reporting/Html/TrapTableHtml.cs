using GangExitStream.Pages;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.History;

namespace GangExitStream.Reporting.Html;

/// <summary>All guest exits by trap, and the gang exits that each triggered.</summary>
internal static class TrapTableHtml
{
    public static void Write(HtmlWriter html, ReportResult result, int number)
    {
        if (result.Rows.History is not { } history)
            return;
        var traps = TrapSum.Of(history.Vms);
        if (traps.Count == 0)
            return;
        html.Raw("<section class=\"card\"").Attribute("aria-labelledby", $"exits-title-{number}").Raw("><h3").Attribute("id", $"exits-title-{number}").Raw(">Guest exits by trap</h3>\n")
            .Raw("<p class=\"caption\">Every time that a thread left the guest, by reason. Ceded: the thread was idle. docs/traps.md says what each trap means and what to try.</p>\n")
            .Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\"").Attribute("aria-labelledby", $"exits-title-{number}").Raw("><table class=\"sortable exits\"><thead><tr><th scope=\"col\" class=\"name\">Trap</th>")
            .Raw("<th scope=\"col\" class=\"num\">Guest exits</th><th scope=\"col\" class=\"num\">Share</th><th scope=\"col\" class=\"num\">Per second</th><th scope=\"col\" class=\"num\">Ceded</th>");
        if (result.Applicable)
            html.Raw("<th scope=\"col\" class=\"num\">Gang exits triggered</th><th scope=\"col\" class=\"num\">Share of them</th>");
        html.Raw("</tr></thead><tbody>\n");
        var all = traps.Sum(trap => trap.GuestExits);
        foreach (var trap in traps)
            WriteRow(html, result, trap, all);
        html.Raw("</tbody></table></div></section>\n");
    }

    private static void WriteRow(HtmlWriter html, ReportResult result, TrapSum trap, long all)
    {
        html.Raw("<tr><th scope=\"row\" class=\"name\"").Attribute("data-v", trap.Name ?? "~").Raw(">").Text(trap.Name ?? "not told").Raw("</th>");
        Cell(html, trap.GuestExits, Quantity.Number(trap.GuestExits));
        Cell(html, trap.GuestExits, Quantity.Share(trap.GuestExits, all));
        Cell(html, trap.GuestExits, Quantity.Rate(result.PerSecond(trap.GuestExits)));
        Cell(html, trap.Ceded, Quantity.Share(trap.Ceded, trap.GuestExits));
        if (result.Applicable)
        {
            Cell(html, trap.GangExits, Quantity.Number(trap.GangExits));
            Cell(html, trap.GangExits, Quantity.Share(trap.GangExits, result.GangExits));
        }
        html.Raw("</tr>\n");
    }

    private static void Cell(HtmlWriter html, long value, string text) => html.Raw("<td class=\"num\"").Attribute("data-v", value).Raw(">").Text(text).Raw("</td>");
}

/// <summary>A trap's counts over all VMs.</summary>
internal sealed record TrapSum(string? Name, long GuestExits, long GangExits, long Ceded)
{
    /// <summary>Most guest exits first; what isn't told comes last.</summary>
    public static IReadOnlyList<TrapSum> Of(IEnumerable<VmHistory> vms) =>
    [
        .. vms.SelectMany(vm => vm.Traps)
            .GroupBy(trap => trap.Trap)
            .Select(trap => new TrapSum(trap.Key, trap.Sum(t => t.GuestExits.Sum()), trap.Sum(t => t.GangExits.Sum()), trap.Sum(t => t.Ceded)))
            .Where(trap => trap.GuestExits + trap.GangExits > 0)
            .OrderBy(trap => trap.Name is null).ThenByDescending(trap => trap.GuestExits).ThenBy(trap => trap.Name, StringComparer.Ordinal),
    ];
}
