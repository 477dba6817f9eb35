using System.Globalization;
using GangExitStream.Pages;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Html;

/// <summary>A trace's part of the page.</summary>
internal sealed class TraceHtml(HtmlWriter html, ReportResult result, int number)
{
    /// <summary>The trace as the user named it, with the number of the recording.</summary>
    public static string NameOf(ReportResult result) => (result.Trace == "-" ? "standard input" : result.Trace)
        + (result.Part is { } part ? string.Create(CultureInfo.InvariantCulture, $", part {part}") : "");

    /// <summary>Writes it.</summary>
    /// <param name="alone">Whether it is the only trace, so that it contains the table of VMs.</param>
    public void Write(bool alone)
    {
        html.Raw("<article").Attribute("data-trace", number).Attribute("aria-labelledby", $"trace-title-{number}").Raw(">\n");
        html.Raw("<h2").Attribute("id", $"trace-title-{number}").Raw(">").Text(NameOf(result)).Raw("</h2>\n");
        SummaryHtml.Write(html, result);
        if (result.Rows.History is { } history && result.HasTimes && history.Vms.Count > 0)
            html.Raw(ForThis(PageTexts.Timeline));
        if (alone)
            VmTableHtml.Write(html, [result]);
        if (result.Applicable && result.GangExits > 0)
            html.Raw(ForThis(PageTexts.Charts));
        TrapTableHtml.Write(html, result, number);
        FindingsHtml.Write(html, result, number);
        FactsHtml.Write(html, result, number);
        html.Raw("</article>\n");
    }

    private string ForThis(string markup) => markup.Replace("{0}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
