using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GangExitStream.Dashboard.Http;

/// <summary>A short response: status and text. It must not be cached, because it shows the current state.</summary>
internal sealed record HttpAnswer(int Status, string Text, string ContentType = "text/plain; charset=utf-8")
{
    public static HttpAnswer NotFound { get; } = new(StatusCodes.Status404NotFound, "not found: /metrics, /healthz and /readyz are here\n");

    public static HttpAnswer NoPage { get; } = new(StatusCodes.Status404NotFound, "not found\n");

    public static HttpAnswer NotAllowed { get; } = new(StatusCodes.Status405MethodNotAllowed, "GET and HEAD only\n");

    /// <summary>Sends the response. For a HEAD request, the server omits the text.</summary>
    public async Task SendAsync(HttpContext context)
    {
        var (response, text) = (context.Response, Encoding.UTF8.GetBytes(Text));
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.ContentLength = text.Length;
        response.Headers[HeaderNames.CacheControl] = "no-store";
        if (Status == StatusCodes.Status405MethodNotAllowed)
            response.Headers[HeaderNames.Allow] = "GET, HEAD";
        await response.Body.WriteAsync(text, context.RequestAborted);
    }
}
