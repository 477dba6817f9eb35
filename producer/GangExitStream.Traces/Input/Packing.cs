using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace GangExitStream.Traces.Input;

/// <summary>
/// Traces that were packed, told by their first bytes: gzip (RFC 1952) and zstd (RFC 8878) are unpacked as they are read; of the others,
/// the message names the command that unpacks them.
/// </summary>
internal static class Packing
{
    private static ReadOnlySpan<byte> Gzip => [0x1f, 0x8b, 0x08];

    private static ReadOnlySpan<byte> Zstd => [0x28, 0xb5, 0x2f, 0xfd];

    /// <summary>The stream's content where it is packed. The new stream owns the old one, and can't seek.</summary>
    /// <param name="stream">Read up to the end of <paramref name="head"/>.</param>
    /// <param name="head">Its first bytes.</param>
    /// <param name="unpacked">What was packed.</param>
    public static bool TryUnpack(Stream stream, ReadOnlySpan<byte> head, [NotNullWhen(true)] out Stream? unpacked)
    {
        unpacked = head switch
        {
            _ when head.StartsWith(Gzip) => new UnpackedStream(new GZipStream(Whole(stream, head), CompressionMode.Decompress)),
            _ when head.StartsWith(Zstd) => new UnpackedStream(new ZstdSharp.DecompressionStream(Whole(stream, head), leaveOpen: false)),
            _ => null,
        };
        return unpacked is not null;
    }

    /// <summary>What to do with bytes that are packed in another way, or are text of two bytes a character; null for any others.</summary>
    public static string? Advice(ReadOnlySpan<byte> head) => head switch
    {
        [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => "it is packed with xz; xz -dc FILE | gangexit report -",
        [(byte)'B', (byte)'Z', (byte)'h', ..] => "it is packed with bzip2; bzip2 -dc FILE | gangexit report -",
        [0x04, 0x22, 0x4d, 0x18, ..] => "it is packed with lz4; lz4 -dc FILE | gangexit report -",
        [(byte)'P', (byte)'K', 3, 4, ..] => "it is a zip archive; unzip -p FILE | gangexit report -",
        [0xff, 0xfe, ..] or [0xfe, 0xff, ..] => "it is UTF-16 text, as PowerShell's > writes it; iconv -f UTF-16 -t UTF-8 FILE | gangexit report -",
        [not 0, 0, not 0, 0, not 0, 0, ..] => "it looks like UTF-16 text without a mark; iconv -f UTF-16LE -t UTF-8 FILE | gangexit report -",
        _ => null,
    };

    private static Stream Whole(Stream stream, ReadOnlySpan<byte> head)
    {
        if (!stream.CanSeek)
            return new PrefixedStream(head.ToArray(), stream);
        stream.Position = 0;
        return stream;
    }
}

/// <summary>What a packed stream holds; one that is damaged fails as a file does that can't be read. For reading.</summary>
internal sealed class UnpackedStream(Stream unpacking) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return unpacking.Read(buffer);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdSharp.ZstdException)
        {
            throw new IOException($"it can't be unpacked: {e.Message}", e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            unpacking.Dispose();
        base.Dispose(disposing);
    }
}
