using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GangExitStream.Cli.Config;

/// <summary>Writes settings as JSON lines: {"command","key","value","origin","place"}; values are strings.</summary>
internal static class ConfigJson
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<string> Lines(IEnumerable<ConfigRow> rows) => rows.Select(Line);

    private static string Line(ConfigRow row)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("command", row.Section);
            json.WriteString("key", row.Key);
            json.WriteString("value", row.Value);
            json.WriteString("origin", row.OriginWord);
            json.WriteString("place", row.Place);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
