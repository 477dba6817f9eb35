using GangExitStream.Dashboard.Http;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>The frame of all pages. URLs are relative, so that a proxy can serve the dashboard under any path.</summary>
/// <param name="files">Scripts and styles.</param>
/// <param name="version">The tool's version.</param>
internal sealed class PageShell(StaticFiles files, string version)
{
    private static readonly string[] Scripts = ["echarts.min.js", "format.js", "charts.js", "table.js", "page.js", "live.js", "dashboard.js"];

    /// <param name="html">The output.</param>
    /// <param name="title">The page's title.</param>
    /// <param name="root">Relative URL of the dashboard's root: empty, or <c>../../</c>.</param>
    /// <param name="body">Writes the contents of the main element.</param>
    public void Write(HtmlWriter html, string title, string root, Action<HtmlWriter> body)
    {
        WriteHead(html, title, root);
        html.Raw("<body").Attribute("data-root", root).Raw(">\n<a class=\"skip\" href=\"#main\">Skip to the results</a>\n<header class=\"top\"><div><p class=\"brand\"><a")
            .Attribute("href", root.Length == 0 ? "./" : root).Raw(">gangexit dashboard</a></p>").Element("h1", title)
            .Raw("</div><div class=\"controls\"><output id=\"live\" class=\"live js\" hidden aria-live=\"off\">connecting</output>")
            .Raw("<button type=\"button\" id=\"pause\" class=\"js\" aria-pressed=\"false\" hidden>Pause</button>").Raw(PageParts.ThemeButton).Raw("</div></header>\n<main id=\"main\">\n");
        body(html);
        html.Raw("</main>\n<footer><p>gangexit ").Text(version)
            .Raw(". Sums are over what the counts topic has; they are read committed only. Numbers of VMs: <a").Attribute("href", root + "api/vms").Raw(">api/vms</a>.</p></footer>\n");
        foreach (var script in Scripts)
            html.Raw("<script").Attribute("src", root + files.AddressOf(script)).Raw("></script>\n");
        html.Raw("</body>\n</html>\n");
    }

    private void WriteHead(HtmlWriter html, string title, string root)
    {
        html.Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Raw("<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n").Element("title", title);
        foreach (var style in new[] { "page.css", "dashboard.css" })
            html.Raw("\n<link rel=\"stylesheet\"").Attribute("href", root + files.AddressOf(style)).Raw(">");
        html.Raw("\n<script").Attribute("src", root + files.AddressOf("theme.js")).Raw("></script>\n</head>\n");
    }
}
