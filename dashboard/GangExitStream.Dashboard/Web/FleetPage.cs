using GangExitStream.Dashboard.Api;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Dashboard.Web.Charts;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>The page at <c>/</c>.</summary>
internal static class FleetPage
{
    public static void Write(HtmlWriter html, PageShell shell, FleetStore store, FleetSnapshot fleet, FleetQuery query) =>
        shell.Write(html, "Gang exits of the fleet", root: "", main => WriteMain(main, store, fleet, query));

    private static void WriteMain(HtmlWriter html, FleetStore store, FleetSnapshot fleet, FleetQuery query)
    {
        var found = query.Find(fleet);
        StatusHtml.Write(html, fleet.Status);
        html.Raw(PageParts.Explanation);
        GroupTiles.Write(html, fleet.Total, isFleet: true);
        VmTableHtml.Write(html, query, query.Order(found), fleet.Vms.Count);
        html.Raw(PageCharts.Timeline).Raw(PageCharts.Fleet);
        HostTableHtml.Write(html, fleet.Hosts);
        TrapTableHtml.Write(html, fleet.Total);
        ChartData.Write(html, json => FleetChartJson.Write(json, store, found));
    }
}
