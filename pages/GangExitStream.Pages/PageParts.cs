namespace GangExitStream.Pages;

/// <summary>Markup that the report's page and the dashboard share.</summary>
public static class PageParts
{
    /// <summary>The button that switches between light and dark (page.js).</summary>
    public const string ThemeButton = """<button type="button" id="theme" class="js" hidden>Dark</button>""";

    /// <summary>The buttons that zoom a chart over time (charts.js).</summary>
    public const string ZoomButtons = """
        <button type="button" data-zoom="in">Zoom in</button><button type="button" data-zoom="out">Zoom out</button>
        <button type="button" data-zoom="earlier">Earlier</button><button type="button" data-zoom="later">Later</button>
        <button type="button" data-zoom="all">Show all</button>

        """;

    /// <summary>The explanation of the terms.</summary>
    public const string Explanation = """
        <details class="explain"><summary>What is a gang exit?</summary>
        <p>On POWER7 and POWER8 the threads of a virtual core (vcore) run in the guest together. When one of them has to leave for the hypervisor,
        all others have to leave, too. That is a gang exit. Threads that had ceded (they were idle) lose nothing by it and are not counted as forced out.
        A <em>run</em> is the time from when a vcore enters the guest to when it leaves. The <em>trigger</em> is the reason for which the first thread left.</p></details>

        """;

    /// <summary>Writes a value with its name and a note, within <c>dl class="tiles"</c>.</summary>
    /// <param name="html">The output.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="note">The note; empty: none.</param>
    /// <param name="kind">An additional class: <c>bad</c>.</param>
    /// <param name="breakable">Whether the value may break at underscores.</param>
    public static void Tile(HtmlWriter html, string name, string value, string note, string? kind = null, bool breakable = false)
    {
        ArgumentNullException.ThrowIfNull(html);
        ArgumentNullException.ThrowIfNull(value);
        html.Raw("<div").Attribute("class", kind is null ? "tile" : "tile " + kind).Raw(">").Element("dt", name).Raw(breakable ? "<dd class=\"words\">" : "<dd>");
        var parts = breakable ? value.Split('_') : [value];
        for (var i = 0; i < parts.Length; i++)
            html.Text(parts[i]).Raw(i < parts.Length - 1 ? "_<wbr>" : "");
        html.Raw("</dd><dd class=\"note\">").Text(note).Raw("</dd></div>\n");
    }
}
