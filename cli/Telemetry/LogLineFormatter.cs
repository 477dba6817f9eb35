using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GangExitStream.Dashboard.Telemetry;
using Microsoft.Extensions.Logging;

namespace GangExitStream.Cli.Telemetry;

/// <summary>
/// Formats an event as a line: time, level, name, then the fields, with names in snake_case; null fields are left out. Values are escaped, so
/// no text can start another line.
/// </summary>
internal sealed class LogLineFormatter(LogFormat format, TimeProvider time)
{
    private const string Template = "{OriginalFormat}"; // the field that holds the message template

    private static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("ts");
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line without its line break.</summary>
    public string Format(LogLevel level, string name, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        var named = fields.Where(field => field.Value is not null && field.Key != Template)
            .Select(field => KeyValuePair.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Key), field.Value!));
        return format == LogFormat.Json ? Json(level, name, named) : Text(level, name, named);
    }

    private string Now => time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    private string Text(LogLevel level, string name, IEnumerable<KeyValuePair<string, object>> fields)
    {
        var line = new StringBuilder($"{Now} {Word(level),-5} {name}");
        foreach (var (key, value) in fields)
            line.Append(' ').Append(key).Append('=').Append(Quoted(Convert.ToString(value, CultureInfo.InvariantCulture)!));
        return line.ToString();
    }

    // Plain if that is unambiguous, otherwise quoted as in JSON.
    private static string Quoted(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAny(" \"=\\") && !text.Any(char.IsControl) ? text : $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private string Json(LogLevel level, string name, IEnumerable<KeyValuePair<string, object>> fields)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString(Timestamp, Now);
            json.WriteString("level", Word(level));
            json.WriteString("event", name);
            foreach (var (key, value) in fields)
                Write(json, key, value);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void Write(Utf8JsonWriter json, string key, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBoolean(key, flag);
                break;
            case int or long or short:
                json.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                json.WriteNumber(key, number);
                break;
            default:
                json.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
