using System.Globalization;
using GangExitStream.Pages;

namespace GangExitStream.Reporting.Html;

/// <summary>How the page was made.</summary>
internal static class ProvenanceHtml
{
    public static void Write(HtmlWriter html, PageProvenance provenance)
    {
        html.Raw("<footer><h2>How this page was made</h2><p>").Text($"By gangexit {provenance.Version} at {provenance.At.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)} with")
            .Raw("</p><pre tabindex=\"0\" aria-label=\"Command\">").Text(provenance.Command)
            .Raw("</pre><p>The page is complete in itself: it asks for nothing over the network. Its numbers are those of <code>gangexit report --format json</code>. ")
            .Raw("Charts by Apache ECharts (Apache License 2.0).</p></footer>\n");
    }
}
