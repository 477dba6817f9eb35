using System.IO.Compression;
using ZstdSharp;

namespace GangExitStream.Traces.TraceDat;

/// <summary>Decompresses the sections and chunks of a file. trace-cmd's names of the methods: "none", "zlib" and "zstd".</summary>
internal sealed class Compression(string name) : IDisposable
{
    private Decompressor? _zstd;

    public string Name => name;

    public bool IsKnown => name is "none" or "zlib" or "zstd";

    /// <summary>Decompresses data into the target. False: the data are damaged, or their decompressed size differs from the target's.</summary>
    public bool TryUnpack(ReadOnlySpan<byte> packed, Span<byte> target) => name switch
    {
        "zstd" => TryZstd(packed, target),
        "zlib" => TryZlib(packed, target),
        _ => false,
    };

    /// <summary>Whether the data can decompress to the size that the file claims. Checked before memory of that size is allocated.</summary>
    public bool MayHold(ReadOnlySpan<byte> packed, long unpackedBytes)
    {
        // zlib's largest ratio: 258 bytes from 2 bits.
        if (name == "zlib")
            return unpackedBytes <= 1032L * packed.Length;
        try
        {
            // The frame's content size. trace-cmd's frames do not have it: then the largest size of their blocks.
            return name == "zstd" && Decompressor.GetDecompressedSize(packed) >= (ulong)unpackedBytes;
        }
        catch (ZstdException)
        {
            return false;
        }
    }

    public void Dispose() => _zstd?.Dispose();

    private bool TryZstd(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        _zstd ??= new Decompressor();
        try
        {
            return _zstd.Unwrap(packed, target) == target.Length;
        }
        catch (ZstdException)
        {
            return false;
        }
    }

    private static bool TryZlib(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        try
        {
            using var unpacked = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            return unpacked.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) == target.Length;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
