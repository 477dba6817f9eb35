using System.Collections.Frozen;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using GangExitStream.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GangExitStream.Dashboard.Http;

/// <summary>Serves scripts and styles from resources of the assemblies. Their URLs contain a hash, so that browsers can cache them for a year.</summary>
internal sealed class StaticFiles
{
    private const string Charts = "echarts.min.js";

    private readonly FrozenDictionary<string, StaticFile> _files = Load().ToFrozenDictionary(file => file.Name, StringComparer.Ordinal);

    /// <summary>The URL relative to the dashboard's root: <c>assets/page.css?v=…</c>.</summary>
    public string AddressOf(string name) => $"assets/{name}?v={_files[name].Version}";

    public Task SendAsync(HttpContext context)
    {
        var name = context.Request.Path.Value!["/assets/".Length..];
        return _files.TryGetValue(name, out var file) ? file.SendAsync(context) : HttpAnswer.NoPage.SendAsync(context);
    }

    private static IEnumerable<StaticFile> Load()
    {
        foreach (var name in new[] { "theme.js", "format.js", "charts.js", "table.js", "page.js" })
            yield return StaticFile.OfText(name, "text/javascript; charset=utf-8", PageAssets.Text(name));
        yield return StaticFile.OfText("page.css", "text/css; charset=utf-8", PageAssets.Text("page.css"));
        yield return StaticFile.OfText("dashboard.css", "text/css; charset=utf-8", Own("dashboard.css"));
        foreach (var name in new[] { "live.js", "dashboard.js" })
            yield return StaticFile.OfText(name, "text/javascript; charset=utf-8", Own(name));
        yield return new StaticFile(Charts, "text/javascript; charset=utf-8", PageAssets.Bytes(PageAssets.EChartsGzip));
    }

    private static string Own(string name)
    {
        using var reader = new StreamReader(typeof(StaticFiles).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>One script or style, gzip-compressed.</summary>
internal sealed record StaticFile(string Name, string ContentType, byte[] Gzip)
{
    public string Version { get; } = Convert.ToHexString(SHA256.HashData(Gzip).AsSpan(0, 6));

    public static StaticFile OfText(string name, string contentType, string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return new StaticFile(name, contentType, packed.ToArray());
    }

    public async Task SendAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var packed = request.Headers[HeaderNames.AcceptEncoding].ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        var bytes = packed ? Gzip : Unpack();
        response.ContentType = ContentType;
        response.ContentLength = bytes.Length;
        response.Headers[HeaderNames.Vary] = HeaderNames.AcceptEncoding;
        response.Headers[HeaderNames.CacheControl] = string.Create(CultureInfo.InvariantCulture, $"public, max-age={(request.Query["v"] == Version ? 31_536_000 : 0)}");
        if (packed)
            response.Headers[HeaderNames.ContentEncoding] = "gzip";
        if (HttpMethods.IsGet(request.Method))
            await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private byte[] Unpack()
    {
        using var gzip = new GZipStream(new MemoryStream(Gzip), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }
}
