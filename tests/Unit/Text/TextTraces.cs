using System.IO.Compression;
using System.Text;
using GangExitStream.Traces;
using GangExitStream.Traces.Text;

namespace GangExitStream.Tests.Unit.Text;

/// <summary>Reads whole texts for the tests.</summary>
internal static class TextTraces
{
    public static byte[] Bytes(string name)
    {
        var path = Path.Combine(Folder(), name);
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
            return File.ReadAllBytes(path);
        using var text = new MemoryStream();
        using (var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
            packed.CopyTo(text);
        return text.ToArray();
    }

    /// <summary>Finds the form and reads to the end.</summary>
    public static (List<KvmEvent> Events, TraceSummary Summary) Read(string name)
    {
        var bytes = Bytes(name);
        Assert.True(TextForm.TryDetect(bytes, out var form));
        return Read(new MemoryStream(bytes), form);
    }

    public static (List<KvmEvent> Events, TraceSummary Summary) Read(TraceForm form, params string[] lines) =>
        Read(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))), form);

    public static (List<KvmEvent> Events, TraceSummary Summary) Read(
        Stream stream, TraceForm form, ReadOnlyMemory<byte> alreadyRead = default, TraceOptions? options = null)
    {
        using var reader = new TextTraceReader(stream, form, alreadyRead, options ?? TraceOptions.Default);
        var all = new List<KvmEvent>();
        var events = new KvmEvent[100];
        for (var count = reader.Read(events); count > 0; count = reader.Read(events))
            all.AddRange(events.AsSpan(0, count));
        return (all, reader.Summary);
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "tests", "traces")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("tests/traces");
        return Path.Combine(folder.FullName, "tests", "traces");
    }
}
