using GangExitStream.Dashboard.Api;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>The main trap of some exits, and what part of them it is.</summary>
internal static class TrapTags
{
    /// <summary>Of gang exits, how many have an unknown trigger is said where these are more than the main trap's.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="traps">Gang exits by trigger, or guest exits by trap.</param>
    /// <param name="exits">How many there are.</param>
    public static void Write(HtmlWriter html, TriggerCounts traps, long exits)
    {
        var main = TrapOrder.Main(traps);
        if (main is { } trap)
            html.Raw("<span class=\"tag\">").Text($"{trap.Trap} {Share(trap.Count, exits)}").Raw("</span> ");
        if (exits - traps.Total is var untold && untold > (main?.Count ?? 0))
            html.Raw("<span class=\"tag unknown\">").Text($"not\u00a0told {Share(untold, exits)}").Raw("</span> ");
    }

    private static string Share(long part, long whole) => Quantity.Share(part, whole).Replace(' ', '\u00a0');
}
