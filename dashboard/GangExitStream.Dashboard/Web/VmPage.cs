using System.Globalization;
using GangExitStream.Dashboard.Api;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Dashboard.Web.Charts;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>The page at <c>/vm/HOST/TGID</c>: all recordings of that VM together.</summary>
internal static class VmPage
{
    private const string Root = "../../";

    public static void Write(HtmlWriter html, PageShell shell, FleetStore store, StoreStatus status, VmAddress vm, IReadOnlyList<VmSums> sums) =>
        shell.Write(html, Title(vm, sums), Root, main => WriteMain(main, store, status, vm, sums));

    private static string Title(VmAddress vm, IReadOnlyList<VmSums> sums) =>
        string.Create(CultureInfo.InvariantCulture, $"VM {sums.Select(one => one.Name).FirstOrDefault(name => name is not null) ?? vm.Tgid.ToString(CultureInfo.InvariantCulture)} on {vm.Host}");

    private static void WriteMain(HtmlWriter html, FleetStore store, StoreStatus status, VmAddress vm, IReadOnlyList<VmSums> sums)
    {
        html.Raw("<p class=\"back\"><a").Attribute("href", Root).Raw(">All VMs</a></p>\n");
        StatusHtml.Write(html, status);
        html.Raw(PageParts.Explanation);
        if (sums.Count == 0)
        {
            html.Raw("<p class=\"banner warn\">The counts topic has nothing of this VM").Raw(status.CaughtUp ? ".</p>\n" : " so far.</p>\n");
            return;
        }
        var group = new GroupSums(vm.Host, sums);
        var windows = store.ReadWindows(vm.Host, vm.Tgid);
        if (group.ExitsOnlyVms == group.Vms)
            html.Raw("<p class=\"banner none\">No run_core of this VM was recorded: POWER9 and later have none, and there are no gang exits. Its guest exits are below.</p>\n");
        GroupTiles.Write(html, group, isFleet: false);
        html.Raw(PageCharts.Timeline);
        CostHtml.Write(html, sums);
        TrapTableHtml.Write(html, group);
        WindowTableHtml.Write(html, windows, sums.Sum(one => one.Windows), new VmAddress(vm.Host, vm.Tgid));
        ChartData.Write(html, json => VmChartJson.Write(json, windows));
    }
}
