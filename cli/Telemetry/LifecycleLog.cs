using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GangExitStream.Dashboard.Telemetry;
using GangExitStream.Kafka.Logging;

namespace GangExitStream.Cli.Telemetry;

/// <summary>Writes events to standard error, one a line, from any thread. Values are escaped: no text can make a line of its own.</summary>
internal sealed class LifecycleLog(TextWriter error, LogFormat format, TimeProvider time)
{
    private static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("ts");
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TextWriter _error = TextWriter.Synchronized(error);

    public void Write(LogEvent e) => _error.WriteLine(format == LogFormat.Json ? Json(e) : Text(e));

    private string Now => time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Info => "info",
        LogLevel.Warn => "warn",
        _ => "error",
    };

    private string Text(LogEvent e)
    {
        var line = new StringBuilder($"{Now} {Word(e.Level),-5} {e.Name}");
        foreach (var (key, value) in e.Fields)
        {
            if (value is not null)
                line.Append(' ').Append(key).Append('=').Append(Quoted(Convert.ToString(value, CultureInfo.InvariantCulture)!));
        }
        return line.ToString();
    }

    // Plain where that is unambiguous, else as JSON quotes it.
    private static string Quoted(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAny(" \"=\\") && !text.Any(char.IsControl) ? text : $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private string Json(LogEvent e)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString(Timestamp, Now);
            json.WriteString("level", Word(e.Level));
            json.WriteString("event", e.Name);
            foreach (var (key, value) in e.Fields)
                Write(json, key, value);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void Write(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case null:
                break;
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
