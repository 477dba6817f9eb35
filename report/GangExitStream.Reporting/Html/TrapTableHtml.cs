using GangExitStream.Pages;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Exits;
using GangExitStream.Reporting.History;

namespace GangExitStream.Reporting.Html;

/// <summary>
/// Guest exits by trap, with the gang exits that each triggered and, if guest_enter was recorded, the times out of the guest. If hcall_enter
/// was recorded, a second table has the hcalls.
/// </summary>
internal static class TrapTableHtml
{
    private const string OutText = " Out: from the exit until the vcpu entered the guest again; idle time is in it.";

    public static void Write(HtmlWriter html, ReportResult result, int number)
    {
        if (result.Rows.History is not { } history)
            return;
        var traps = TrapSum.Of(history.Vms);
        if (traps.Count == 0)
            return;
        var names = traps.Select(trap => trap.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var hcalls = result.Exits is { HasHcalls: true } exits ? exits.All.Where(row => row.Trap is { } name && !names.Contains(name)).ToList() : [];
        var all = traps.Sum(trap => trap.GuestExits);
        var headings = new List<string> { "Guest exits", "Share", "Per second", "Ceded" };
        if (HasTimes(result))
            headings.AddRange(["Out, median", "Out, p99", "Out, total"]);
        WriteTable(html, result, $"hcalls-{number}", "Hypercalls", "The SYSCALL exits of the table below whose hcall the trace names.", "Hcall", headings, hcalls, row => WriteHcall(html, result, row, all));
        if (result.Applicable)
            headings.AddRange(["Gang exits triggered", "Share of them"]);
        if (result.Applicable && result.HasTimes)
            headings.Add("Thread-time lost");
        WriteTable(html, result, $"exits-{number}", "Guest exits by trap", "Every time that a thread left the guest, by reason. Ceded: the thread was idle. docs/traps.md says what each trap means and what to try.", "Trap", headings, traps, trap => WriteTrap(html, result, trap, all, OutOf(result, trap, hcalls)));
    }

    private static bool HasTimes(ReportResult result) => result is { HasTimes: true, Exits.HasTimes: true };

    /// <summary>The times of the trap and of its hcalls.</summary>
    private static TimeHistogram OutOf(ReportResult result, TrapSum trap, List<ExitRow> hcalls) => TimeHistogram.Merge(
        (result.Exits?.All ?? []).Where(row => row.Trap == trap.Name || trap.Name == TrapNames.Format(ExitReason.Syscall) && hcalls.Contains(row)).Select(row => row.Out).OfType<TimeHistogram>());

    private static void WriteTable<T>(HtmlWriter html, ReportResult result, string id, string title, string caption, string what, List<string> headings, IReadOnlyList<T> rows, Action<T> writeRow)
    {
        if (rows.Count == 0)
            return;
        html.Raw("<section class=\"card\"").Attribute("aria-labelledby", $"{id}-title").Raw("><h3").Attribute("id", $"{id}-title").Raw(">").Text(title)
            .Raw("</h3>\n<p class=\"caption\">").Text(caption + (HasTimes(result) ? OutText : "")).Raw("</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\"")
            .Attribute("aria-labelledby", $"{id}-title").Raw("><table class=\"sortable exits\"").Attribute("id", id).Raw("><thead><tr><th scope=\"col\" class=\"name\">").Text(what).Raw("</th>");
        foreach (var heading in headings)
            html.Raw("<th scope=\"col\" class=\"num\">").Text(heading).Raw("</th>");
        html.Raw("</tr></thead><tbody>\n");
        foreach (var row in rows)
            writeRow(row);
        html.Raw("</tbody></table></div></section>\n");
    }

    private static void WriteHcall(HtmlWriter html, ReportResult result, ExitRow hcall, long all)
    {
        WriteExits(html, result, hcall.Trap, hcall.Count, hcall.Ceded, all, hcall.Out ?? new TimeHistogram());
        html.Raw("</tr>\n");
    }

    private static void WriteTrap(HtmlWriter html, ReportResult result, TrapSum trap, long all, TimeHistogram times)
    {
        WriteExits(html, result, trap.Name, trap.GuestExits, trap.Ceded, all, times);
        if (result.Applicable)
        {
            Cell(html, trap.GangExits, Quantity.Number(trap.GangExits));
            Cell(html, trap.GangExits, Quantity.Share(trap.GangExits, result.GangExits));
        }
        if (result.Applicable && result.HasTimes)
            Cell(html, trap.ForcedOutNs, Quantity.Duration((double)trap.ForcedOutNs));
        html.Raw("</tr>\n");
    }

    private static void WriteExits(HtmlWriter html, ReportResult result, string? name, long count, long ceded, long all, TimeHistogram times)
    {
        html.Raw("<tr><th scope=\"row\" class=\"name\"").Attribute("data-v", name ?? "~").Raw(">").Text(name ?? "not told").Raw("</th>");
        Cell(html, count, Quantity.Number(count));
        Cell(html, count, Quantity.Share(count, all));
        Cell(html, count, Quantity.Rate(result.PerSecond(count)));
        Cell(html, ceded, Quantity.Share(ceded, count));
        if (!HasTimes(result))
            return;
        foreach (var ns in new[] { times.Quantile(0.5), times.Quantile(0.99), times.Count == 0 ? null : (long?)times.Sum })
            Cell(html, ns ?? -1, ns is { } known ? Quantity.Duration((double)known) : "–");
    }

    private static void Cell(HtmlWriter html, long value, string text) => html.Raw("<td class=\"num\"").Attribute("data-v", value).Raw(">").Text(text).Raw("</td>");
}

/// <summary>A trap's counts over all VMs.</summary>
internal sealed record TrapSum(string? Name, long GuestExits, long GangExits, long ForcedOutNs, long Ceded)
{
    /// <summary>Most guest exits first; the unknown trap is last.</summary>
    public static IReadOnlyList<TrapSum> Of(IEnumerable<VmHistory> vms) =>
    [
        .. vms.SelectMany(vm => vm.Traps)
            .GroupBy(trap => trap.Trap)
            .Select(trap => new TrapSum(trap.Key, trap.Sum(t => t.GuestExits.Sum()), trap.Sum(t => t.GangExits.Sum()), trap.Sum(t => t.ForcedOutNs.Sum()), trap.Sum(t => t.Ceded)))
            .Where(trap => trap.GuestExits + trap.GangExits > 0)
            .OrderBy(trap => trap.Name is null).ThenByDescending(trap => trap.GuestExits).ThenBy(trap => trap.Name, StringComparer.Ordinal),
    ];
}
