using System.Globalization;
using System.Text;
using GangExitStream.Pages;

namespace GangExitStream.Reporting.Html;

/// <summary>A VM's gang exits over time (guest exits if it has no runs) as a sparkline.</summary>
internal static class SparklineHtml
{
    private const int Points = 60;
    private const int Height = 22;

    public static void Write(HtmlWriter html, VmRow row)
    {
        html.Raw("<td class=\"spark\">");
        if (row.Result.HasTimes && (row.Vm is null ? row.History?.GuestExits : row.History?.GangExits) is { Length: > 1 } bins && bins.Sum() > 0)
            html.Raw("<svg viewBox=\"0 0 120 24\" width=\"120\" height=\"24\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\"><path d=\"").Raw(Path(bins)).Raw("\"/></svg>");
        html.Raw("</td>");
    }

    private static string Path(long[] bins)
    {
        var points = Math.Min(Points, bins.Length);
        var heights = new double[points];
        for (var i = 0; i < points; i++)
        {
            var (from, to) = (i * bins.Length / points, (i + 1) * bins.Length / points);
            heights[i] = (double)bins[from..to].Sum() / (to - from);
        }
        var most = heights.Max();
        var path = new StringBuilder("M0 23");
        for (var i = 0; i < points; i++)
            path.Append(CultureInfo.InvariantCulture, $"L{120.0 * i / (points - 1):0.#} {23 - Height * heights[i] / most:0.#}");
        return path.Append("L120 23Z").ToString();
    }
}
