using GangExitStream.Dashboard.Fleet;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>Notes about records that the numbers do not include.</summary>
internal static class StatusHtml
{
    public static void Write(HtmlWriter html, StoreStatus status)
    {
        html.Raw("<div id=\"status\" data-live role=\"status\">\n");
        foreach (var line in Lines(status))
            html.Raw("<p class=\"banner warn\">").Text(line).Raw("</p>\n");
        html.Raw("</div>\n");
    }

    private static IEnumerable<string> Lines(StoreStatus status)
    {
        if (!status.CaughtUp)
            yield return $"The topic's history is still being read ({Quantity.Count(status.Records, "record")} so far): the numbers are not complete yet.";
        if (status.Undecodable > 0)
            yield return $"{Quantity.Count(status.Undecodable, "record")} of the topic could not be decoded; the dashboard's log says the first one.";
        if (status.Refused > 0)
            yield return $"{Quantity.Count(status.Refused, "record")} larger than any real one, or with impossible times, left out.";
        if (status.TooLate > 0)
            yield return $"{Quantity.Count(status.TooLate, "record")} came for windows that are no longer kept and were left out: a trace that was processed again changes nothing, else the sums of the marked VMs may be off. Starting the dashboard again reads everything anew.";
        if (status.DroppedVms > 0)
            yield return $"{Quantity.Count(status.DroppedVms, "VM")} dropped to keep memory bounded: those without a record for longest (docs/dashboard.md, “Memory”).";
    }
}
