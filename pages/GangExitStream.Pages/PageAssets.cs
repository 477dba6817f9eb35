using System.IO.Compression;
using System.Text;

namespace GangExitStream.Pages;

/// <summary>The scripts and styles of pages, embedded in this assembly.</summary>
public static class PageAssets
{
    /// <summary>Name of Apache ECharts, compressed with gzip.</summary>
    public const string EChartsGzip = "echarts.min.js.gz";

    /// <summary>Text of an asset: <c>page.css</c>, <c>format.js</c>, and so on.</summary>
    public static string Text(string name)
    {
        using var reader = new StreamReader(Open(name), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Bytes of an asset.</summary>
    public static byte[] Bytes(string name)
    {
        using var stream = Open(name);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Apache ECharts, decompressed.</summary>
    public static string ECharts()
    {
        using var gzip = new GZipStream(Open(EChartsGzip), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static Stream Open(string name) =>
        typeof(PageAssets).Assembly.GetManifestResourceStream(name) ?? throw new ArgumentException($"There is no asset '{name}'.", nameof(name));
}
