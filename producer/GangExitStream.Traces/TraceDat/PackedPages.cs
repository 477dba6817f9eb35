namespace GangExitStream.Traces.TraceDat;

/// <summary>
/// Pages in chunks: u32 chunks, each u32 packed bytes, u32 unpacked bytes, data. The size that the file gives for a CPU doesn't
/// count the first four bytes (seen in files of trace-cmd 3.1.6; the manual doesn't say).
/// </summary>
internal sealed class PackedPages(Stream file, CpuRegion region, int pageBytes, SharedReads shared, Compression compression, PerfBytes order)
    : FilePages(file, region, pageBytes, shared)
{
    /// <summary>trace-cmd packs 10 pages at once; the largest page that a kernel makes has 1 MB.</summary>
    private const int MaxChunkBytes = 16 << 20;

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
        if (packed > RegionEnd + CountBytes - FileOffset || unpacked is 0 or > MaxChunkBytes || unpacked % PageBytes != 0)
            return Fail(TraceDamageId.BadCompression, PageOffset, $"a chunk of {packed} packed bytes, {unpacked} unpacked, can't be right; not read on");
        if (packed > File.Length - FileOffset)
            return FailOfEnd();
        return Unpack((int)packed, (int)unpacked);
    }

    private int Unpack(int packedBytes, int unpackedBytes)
    {
        if (_packed.Length < packedBytes)
            _packed = GC.AllocateUninitializedArray<byte>(packedBytes); // no more than the file has
        var packed = _packed.AsSpan(0, packedBytes);
        if (!TryRead(packed))
            return FailOfEnd();
        if (!compression.MayHold(packed, unpackedBytes))
            return Fail(TraceDamageId.BadCompression, PageOffset, "a chunk holds another number of bytes than it says; not read on");
        var buffer = Buffer(unpackedBytes);
        if (buffer.IsEmpty)
            return FailOfMemory();
        return compression.TryUnpack(packed, buffer)
            ? unpackedBytes
            : Fail(TraceDamageId.BadCompression, PageOffset, $"a chunk can't be unpacked ({compression.Name}); not read on");
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
