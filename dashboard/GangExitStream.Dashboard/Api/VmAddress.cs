using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GangExitStream.Dashboard.Api;

/// <summary>HOST/TGID in a URL. A host's name may contain escaped slashes, which only the raw request target keeps apart from the separator.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct VmAddress(string Host, int Tgid)
{
    /// <summary>The part of a URL: <c>a%2Fb/17</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(Host)}/{Tgid}");

    /// <summary>The address in a request to <c>PREFIX/HOST/TGID</c> or <c>PREFIX/HOST/TGID/SUFFIX</c>; null: none.</summary>
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
