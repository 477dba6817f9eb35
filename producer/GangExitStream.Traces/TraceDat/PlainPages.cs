namespace GangExitStream.Traces.TraceDat;

/// <summary>Uncompressed pages.</summary>
internal sealed class PlainPages(Stream file, CpuRegion region, int pageBytes, SharedReads shared) : FilePages(file, region, pageBytes, shared)
{
    private const int ReadBytes = 128 << 10;

    private long _next = region.Offset;

    protected override void Moved() => (PageOffset, _next) = (_next, _next + PageBytes);

    protected override int Fill()
    {
        var left = Math.Min(RegionEnd, File.Length) - FileOffset;
        if (left <= 0)
            return RegionEnd > FileOffset ? FailOfEnd() : 0;
        var bytes = (int)Math.Min(left, Math.Max(ReadBytes / PageBytes, 1) * (long)PageBytes);
        bytes = bytes < PageBytes ? bytes : bytes / PageBytes * PageBytes;
        var buffer = Buffer(bytes);
        if (buffer.IsEmpty)
            return FailOfMemory();
        return TryRead(buffer) ? bytes : FailOfEnd();
    }
}
