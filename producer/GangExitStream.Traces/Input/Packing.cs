using System.Diagnostics.CodeAnalysis;

namespace GangExitStream.Traces.Input;

/// <summary>
/// Compressed traces, recognized by their first bytes. gzip (RFC 1952) and zstd (RFC 8878) are decompressed while they are read; for other formats,
/// a message names the command that decompresses them.
/// </summary>
internal static class Packing
{
    private const int TarMagicAt = 257;

    private static ReadOnlySpan<byte> Gzip => [0x1f, 0x8b, 0x08];

    private static ReadOnlySpan<byte> Zstd => [0x28, 0xb5, 0x2f, 0xfd];

    /// <summary>Wraps a stream with gzip or zstd content into a decompressing one. The new stream owns the old one, and can't seek.</summary>
    /// <param name="stream">The stream, read up to the end of <paramref name="head"/>.</param>
    /// <param name="head">The first bytes of the stream.</param>
    /// <param name="unpacked">The decompressed content.</param>
    public static bool TryUnpack(Stream stream, ReadOnlySpan<byte> head, [NotNullWhen(true)] out UnpackedStream? unpacked)
    {
        unpacked = head switch
        {
            _ when head.StartsWith(Gzip) => new UnpackedStream(new GunzipStream(Whole(stream, head))),
            _ when head.StartsWith(Zstd) => new UnpackedStream(new ZstdSharp.DecompressionStream(Whole(stream, head), leaveOpen: false)),
            _ => null,
        };
        return unpacked is not null;
    }

    /// <summary>Whether it is a tar archive: the magic of its first header (POSIX.1-1988 ustar, GNU).</summary>
    public static bool IsTar(ReadOnlySpan<byte> head) => head.Length > TarMagicAt && head[TarMagicAt..].StartsWith("ustar"u8);

    /// <summary>The command that converts other compressed formats and UTF-16 text; null: it is neither.</summary>
    public static string? Advice(ReadOnlySpan<byte> head) => head switch
    {
        [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => "it is packed with xz; xz -dc FILE | gangexit report -",
        [(byte)'B', (byte)'Z', (byte)'h', ..] => "it is packed with bzip2; bzip2 -dc FILE | gangexit report -",
        [0x04, 0x22, 0x4d, 0x18, ..] => "it is packed with lz4; lz4 -dc FILE | gangexit report -",
        [(byte)'P', (byte)'K', 3, 4, ..] => "it is a zip archive; unzip -p FILE | gangexit report -",
        [(byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => "it is a 7z archive; 7z x -so FILE | gangexit report -",
        [(byte)'R', (byte)'a', (byte)'r', (byte)'!', 0x1a, ..] => "it is a rar archive; unrar p -inul FILE | gangexit report -",
        [0x1f, 0x9d, ..] => "it is packed with compress; gzip -dc FILE | gangexit report -",
        [0x5d, 0, 0, _, _, ..] => "it is packed with lzma; xz -dc --format=lzma FILE | gangexit report -",
        [(byte)'L', (byte)'Z', (byte)'I', (byte)'P', 1, ..] => "it is packed with lzip; lzip -dc FILE | gangexit report -",
        [0x89, (byte)'L', (byte)'Z', (byte)'O', ..] => "it is packed with lzop; lzop -dc FILE | gangexit report -",
        _ when head.StartsWith("070701"u8) || head.StartsWith("070707"u8) => "it is a cpio archive; cpio -i --to-stdout < FILE | gangexit report -",
        _ when IsTar(head) => "it is a tar archive; tar -xOf FILE | gangexit report -",
        [0xff, 0xfe, 0, 0, ..] or [0, 0, 0xfe, 0xff, ..] => "it is UTF-32 text; iconv -f UTF-32 -t UTF-8 FILE | gangexit report -",
        [0xff, 0xfe, ..] or [0xfe, 0xff, ..] => "it is UTF-16 text, as PowerShell's > writes it; iconv -f UTF-16 -t UTF-8 FILE | gangexit report -",
        [not 0, 0, not 0, 0, not 0, 0, ..] => "it looks like UTF-16 text without a mark; iconv -f UTF-16LE -t UTF-8 FILE | gangexit report -",
        [0, not 0, 0, not 0, 0, not 0, ..] => "it looks like UTF-16 text without a mark; iconv -f UTF-16BE -t UTF-8 FILE | gangexit report -",
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
