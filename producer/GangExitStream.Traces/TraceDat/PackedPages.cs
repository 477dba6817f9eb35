namespace GangExitStream.Traces.TraceDat;

/// <summary>
/// Pages in compressed chunks: u32 number of chunks, then for each u32 compressed bytes, u32 decompressed bytes, data. The size of a CPU's region does
/// not include the first four bytes (observed in files of trace-cmd 3.1.6; the manual does not mention it).
/// </summary>
internal sealed class PackedPages(Stream file, CpuRegion region, int pageBytes, SharedReads shared, Compression compression, PerfBytes order)
    : FilePages(file, region, pageBytes, shared)
{
    /// <summary>trace-cmd compresses 10 pages at once, and kernels have pages of up to 1 MB.</summary>
    private const int MaxChunkBytes = 16 << 20;

    /// <summary>zlib and zstd enlarge data that can't be compressed by less than 1 %.</summary>
    private const int MaxPackedBytes = 2 * MaxChunkBytes;

    private const int CountBytes = 4;
    private const int HeadBytes = 8;

    private byte[] _packed = [];
    private long _chunks = -1;

    protected override int Fill()
    {
        if (_chunks < 0 && !TryCount())
            return FailOfEnd();
        if (_chunks == 0)
            return 0;
        _chunks--;
        PageOffset = FileOffset;
        Span<byte> head = stackalloc byte[HeadBytes];
        if (!TryRead(head))
            return FailOfEnd();
        var (packed, unpacked) = (order.U32(head), order.U32(head[4..]));
        if (packed > MaxPackedBytes || packed > RegionEnd + CountBytes - FileOffset || unpacked is 0 or > MaxChunkBytes || unpacked % PageBytes != 0)
            return Fail(TraceDamageId.BadCompression, PageOffset, $"a chunk has impossible sizes, {packed} bytes compressed and {unpacked} decompressed; the rest is not read");
        if (packed > File.Length - FileOffset)
            return FailOfEnd();
        return Unpack((int)packed, (int)unpacked);
    }

    private int Unpack(int packedBytes, int unpackedBytes)
    {
        if (_packed.Length < packedBytes)
            _packed = GC.AllocateUninitializedArray<byte>(packedBytes); // of all CPUs: at most the file's length, since their regions do not overlap
        var packed = _packed.AsSpan(0, packedBytes);
        if (!TryRead(packed))
            return FailOfEnd();
        if (!compression.MayHold(packed, unpackedBytes))
            return Fail(TraceDamageId.BadCompression, PageOffset, "a chunk's decompressed size differs from the claimed one; the rest is not read");
        var buffer = Buffer(unpackedBytes);
        if (buffer.IsEmpty)
            return FailOfMemory();
        return compression.TryUnpack(packed, buffer)
            ? unpackedBytes
            : Fail(TraceDamageId.BadCompression, PageOffset, $"a chunk can't be decompressed ({compression.Name}); the rest is not read");
    }

    private bool TryCount()
    {
        Span<byte> count = stackalloc byte[CountBytes];
        if (!TryRead(count))
            return false;
        _chunks = order.U32(count);
        return true;
    }
}
