using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GangExitStream.Dashboard.Api;

/// <summary>HOST/TGID of an address. A host's name may have slashes in it, which the server's own path doesn't tell from ours: the request's target does.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct VmAddress(string Host, int Tgid)
{
    /// <summary>As a part of an address: <c>a%2Fb/17</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(Host)}/{Tgid}");

    /// <summary>Of a request to <c>PREFIX/HOST/TGID</c>, and to <c>PREFIX/HOST/TGID/SUFFIX</c>.</summary>
    public static VmAddress? Of(HttpContext context, string prefix, string suffix = "") =>
        Parse(context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "", prefix, suffix);

    public static VmAddress? Parse(string target, string prefix, string suffix)
    {
        var path = target.Split('?', 2)[0];
        if (!path.StartsWith(prefix + "/", StringComparison.Ordinal) || !path.EndsWith(suffix, StringComparison.Ordinal) || path.Length < prefix.Length + 1 + suffix.Length)
            return null;
        var parts = path[(prefix.Length + 1)..^suffix.Length].Split('/');
        return parts is [var host, var tgid] && int.TryParse(tgid, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? new VmAddress(Uri.UnescapeDataString(host), number)
            : null;
    }
}
