using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GangExitStream.Dashboard.Http;

/// <summary>Sets the security headers of every response of the dashboard, and rejects foreign Host headers.</summary>
internal sealed class PageGuard(HostNames names)
{
    /// <summary>Content-Security-Policy: scripts, styles and data from this server only, nothing inline, no frames.</summary>
    public const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly HttpAnswer ForeignHost = new(
        StatusCodes.Status421MisdirectedRequest, "this dashboard listens on loopback and answers only to the names localhost and 127.0.0.1 (docs/dashboard.md, \"Behind a proxy\")\n");

    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers[HeaderNames.ContentSecurityPolicy] = Policy;
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers[HeaderNames.XFrameOptions] = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        return names.AreAllowed(context.Request.Host.Host) ? next(context) : ForeignHost.SendAsync(context);
    }
}
