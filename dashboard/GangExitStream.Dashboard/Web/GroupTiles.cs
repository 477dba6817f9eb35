using GangExitStream.Dashboard.Api;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>The main numbers at the top of a page, of the fleet or of one VM.</summary>
internal static class GroupTiles
{
    public static void Write(HtmlWriter html, GroupSums sums, bool isFleet)
    {
        html.Raw("<dl class=\"tiles\" id=\"tiles\" data-live>\n");
        if (isFleet)
            PageParts.Tile(html, "VMs", Quantity.Number(sums.Vms), sums.ExitsOnlyVms == 0 ? $"{Quantity.Number(sums.AffectedVms)} with gang exits" : $"{Quantity.Number(sums.AffectedVms)} with gang exits, {Quantity.Number(sums.ExitsOnlyVms)} with guest exits only");
        if (sums.ExitsOnlyVms < sums.Vms || sums.Vms == 0)
            WriteGangExits(html, sums);
        PageParts.Tile(html, "Guest exits", Quantity.Number(sums.GuestExits), MainNote(sums.Exits, "of them"));
        var lost = sums.Counts.Lost;
        var uncertain = sums.Counts.UncertainRuns;
        PageParts.Tile(html, "Samples lost", Quantity.Number(lost), lost + uncertain == 0 ? "no loss was told" : $"{Quantity.Count(uncertain, "uncertain run")}; {Quantity.Count(sums.LossyVms, isFleet ? "lossy VM" : "lossy recording")}", lost > 0 ? "bad" : null);
        html.Raw("</dl>\n");
    }

    private static void WriteGangExits(HtmlWriter html, GroupSums sums)
    {
        var counts = sums.Counts;
        PageParts.Tile(html, "Thread-time lost", Quantity.Percent(sums.LostShare), $"{Quantity.Duration((double)counts.ForcedOutNs)} forced out, at most");
        PageParts.Tile(html, "Gang exits", Quantity.Number(counts.GangExits), $"{Quantity.Share(counts.GangExits, counts.Runs)} of {Quantity.Count(counts.Runs, "run")}");
        PageParts.Tile(html, "Threads forced out", Quantity.Number(counts.ForcedThreads), $"{Quantity.Mean(counts.ForcedThreads, counts.GangExits)} for each gang exit");
        if (TrapOrder.Main(sums.Triggers) is { } main)
            PageParts.Tile(html, "Main trigger", main.Trap, $"{Quantity.Share(main.Count, counts.GangExits)} of all gang exits", breakable: true);
    }

    private static string MainNote(TriggerCounts traps, string whole) =>
        TrapOrder.Main(traps) is { } main ? $"{main.Trap}: {Quantity.Share(main.Count, traps.Total)} {whole}" : "none were counted";
}
