using System.IO.Compression;
using ZstdSharp;

namespace GangExitStream.Traces.TraceDat;

/// <summary>Unpacks the sections and chunks of one file; "none", "zlib" and "zstd" are what trace-cmd names.</summary>
internal sealed class Compression(string name) : IDisposable
{
    private Decompressor? _zstd;

    public string Name => name;

    public bool IsKnown => name is "none" or "zlib" or "zstd";

    /// <summary>Unpacks exactly as many bytes as the target has. False where the data are damaged, or hold fewer or more.</summary>
    public bool TryUnpack(ReadOnlySpan<byte> packed, Span<byte> target) => name switch
    {
        "zstd" => TryZstd(packed, target),
        "zlib" => TryZlib(packed, target),
        _ => false,
    };

    /// <summary>What the data say of their own unpacked size agrees with the file's claim, as far as they tell: asked before anything is allocated.</summary>
    public bool MayHold(ReadOnlySpan<byte> packed, long unpackedBytes)
    {
        // zlib: 258 bytes from 2 bits at best.
        if (name == "zlib")
            return unpackedBytes <= 1032L * packed.Length;
        try
        {
            // The frame's content size, or (trace-cmd's frames don't have it) the most that its blocks can hold.
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
