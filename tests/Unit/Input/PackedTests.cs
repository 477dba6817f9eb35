using System.IO.Compression;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Input;

/// <summary>gzip and zstd files that are not whole, or have something behind them: read as far as they go, and always with a finding.</summary>
public sealed class PackedTests
{
    private const string Text = "tgid.trace_pipe.txt";
    private const string Pipe = "pipe.perf.data";
    private const string Seekable = "small.perf.data";
    private const string Dat = "power8-smt4.trace.dat";

    [Theory]
    [InlineData(Text)]
    [InlineData(Pipe)]
    [InlineData(Seekable)]
    [InlineData(Dat)]
    public void A_whole_file_has_the_plain_ones_events_and_no_finding(string trace)
    {
        var plain = File.ReadAllBytes(RepoFiles.Trace(trace));
        Assert.Equal((Read(plain).Events, ""), Read(Gzip(plain)));
        Assert.Equal((Read(plain).Events, ""), Read([.. Gzip(plain[..1000]), .. Gzip([]), .. Gzip(plain[1000..])]));
        Assert.Equal((Read(plain).Events, ""), Read(Zstd(plain)));
    }

    [Theory]
    [InlineData(Text)]
    [InlineData(Pipe)]
    [InlineData(Seekable)]
    [InlineData(Dat)]
    public void Bytes_behind_the_compressed_data_are_a_finding(string trace)
    {
        var plain = File.ReadAllBytes(RepoFiles.Trace(trace));
        Assert.Equal((Read(plain).Events, "Unread"), Read([.. Gzip(plain), (byte)'\n']));
        Assert.Equal((Read(plain).Events, "Unread"), Read([.. Gzip(plain), .. plain]));
        Assert.Equal((Read(plain).Events, "Io"), Read([.. Zstd(plain), .. "more"u8]));
    }

    /// <summary>Wherever the compressed data are cut: also between two members, lines or records, and within the check sum.</summary>
    [Theory]
    [InlineData(Text)]
    [InlineData(Pipe)]
    [InlineData(Seekable)]
    [InlineData(Dat)]
    public void A_file_that_was_cut_off_has_a_finding(string trace)
    {
        var plain = File.ReadAllBytes(RepoFiles.Trace(trace));
        var events = Read(plain).Events;
        foreach (var packed in new[] { Gzip(plain), [.. Gzip(plain[..(plain.Length / 2)]), .. Gzip(plain[(plain.Length / 2)..])], Zstd(plain) })
        {
            for (var cut = 1; cut < packed.Length - 4; cut += cut < 12 ? 1 : packed.Length / 40)
            {
                var read = Read(packed[..^cut]);
                Assert.Contains("Io", read.Findings, StringComparison.Ordinal);
                Assert.InRange(read.Events, 0, events);
            }
        }
    }

    /// <summary>Events of all parts, and what was found in the last.</summary>
    private static (long Events, string Findings) Read(byte[] input)
    {
        var parts = TraceReading.ReadParts(input);
        return (parts.Sum(static part => part.Events.Count), string.Join(' ', parts[^1].Summary.Damage.Select(static damage => damage.Id.ToString()).Distinct().Order(StringComparer.Ordinal)));
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionLevel.Fastest))
            packing.Write(content);
        return packed.ToArray();
    }

    private static byte[] Zstd(byte[] content)
    {
        using var packing = new ZstdSharp.Compressor();
        return packing.Wrap(content).ToArray();
    }
}
