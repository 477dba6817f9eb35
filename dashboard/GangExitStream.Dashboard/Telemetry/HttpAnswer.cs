using System.Globalization;
using System.Text;

namespace GangExitStream.Dashboard.Telemetry;

/// <summary>An answer of the metrics port: a status and a text.</summary>
internal sealed record HttpAnswer(int Status, string Text, string ContentType = "text/plain; charset=utf-8")
{
    public static HttpAnswer NotFound { get; } = new(404, "not found: /metrics, /healthz and /readyz are here\n");

    public static HttpAnswer NotAllowed { get; } = new(405, "GET and HEAD only\n");

    /// <summary>As it is sent; a HEAD gets all but the text.</summary>
    public byte[] ToBytes(bool withText)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} {Reason}\r\nContent-Type: {ContentType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(Text)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
        return Encoding.UTF8.GetBytes(withText ? head + Text : head);
    }

    private string Reason => Status switch
    {
        200 => "OK",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Service Unavailable",
    };
}
