using System.Text;
using GangExitStream.Pages;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Writers;

namespace GangExitStream.Reporting.Html;

/// <summary>
/// <c>report --html FILE</c>: one self-contained file without network requests. Tables are markup, readable without scripts; the charts are
/// drawn from the JSON data at its end.
/// </summary>
public sealed class HtmlReport(Stream output, PageProvenance provenance) : IReportWriter
{
    private const string Scripts = "format.js charts.js table.js page.js report.js";

    private readonly List<ReportResult> _results = [];

    /// <inheritdoc/>
    public void Write(ReportResult result) => _results.Add(result);

    /// <inheritdoc/>
    public void Finish()
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };
        var html = new HtmlWriter(text);
        var style = PageAssets.Text("page.css");
        var charts = PageAssets.ECharts();
        var script = string.Join('\n', Scripts.Split(' ').Select(PageAssets.Text));
        var theme = PageAssets.Text("theme.js");
        WriteHead(html, style, theme, ContentSecurityPolicy.Of([theme, charts, script], [style]));
        WriteBody(html);
        html.Raw("<script type=\"application/json\" id=\"data\">").Raw(PageJson.Of(_results)).Raw("</script>\n");
        html.Raw("<script>").Raw(charts).Raw("</script>\n<script>").Raw(script).Raw("</script>\n</body>\n</html>\n");
    }

    private string Title => _results.Select(result => result.Info.Host).Distinct().ToList() switch
    {
        [{ } host] => "Gang exits on " + host,
        { Count: > 1 } hosts => "Gang exits on " + Quantity.Count(hosts.Count, "host"),
        _ => "Gang exits",
    };

    private void WriteHead(HtmlWriter html, string style, string theme, string policy)
    {
        html.Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\"")
            .Raw(" content=\"").Raw(policy).Raw("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Raw("<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n")
            .Element("title", Title).Raw("\n<style>").Raw(style).Raw("</style>\n<script>").Raw(theme).Raw("</script>\n</head>\n");
    }

    private void WriteBody(HtmlWriter html)
    {
        html.Raw("<body>\n<a class=\"skip\" href=\"#main\">Skip to the results</a>\n<header class=\"top\"><div><p class=\"brand\">gangexit report</p>")
            .Element("h1", Title).Raw("</div>").Raw(PageParts.ThemeButton).Raw("</header>\n<main id=\"main\">\n");
        if (_results.Count == 0)
            html.Raw("<p class=\"banner warn\">No trace could be read: see what the command said on standard error.</p>");
        html.Raw(PageParts.Explanation);
        var alone = _results.Count == 1;
        if (_results.Count > 1)
            VmTableHtml.Write(html, _results);
        for (var i = 0; i < _results.Count; i++)
            new TraceHtml(html, _results[i], i).Write(alone);
        html.Raw("</main>\n");
        ProvenanceHtml.Write(html, provenance);
    }
}
