using System.Buffers;
using System.Text;
using System.Text.Json;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>Data embedded in a page. The writer's default encoder escapes &lt;, &gt;, &amp; and quotes, so no text can end the element.</summary>
internal static class ChartData
{
    public static void Write(HtmlWriter html, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        html.Raw("<script type=\"application/json\" id=\"data\" data-live>").Raw(Encoding.UTF8.GetString(buffer.WrittenSpan)).Raw("</script>\n");
    }
}
