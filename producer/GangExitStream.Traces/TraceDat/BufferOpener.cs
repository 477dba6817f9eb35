using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.TraceDat;

/// <summary>Makes a reader of each buffer, once what the file claims about it has been held against the file.</summary>
internal sealed class BufferOpener(Stream file, TraceDatContents contents, RawEvents decoder, SharedReads shared, long? clockHz)
{
    private const int MinPageBytes = 256;

    /// <summary>The largest page that a kernel makes has 1 MB.</summary>
    private const int MaxPageBytes = 4 << 20;

    private long _bytesLeft = file.Length; // of all regions together, so that forged ones can't point to the same bytes again and again

    public List<BufferReader> Open()
    {
        var readers = new List<BufferReader>();
        if (contents.Layout is not { } layout || !decoder.Any)
            return readers;
        foreach (var buffer in contents.Buffers)
        {
            if (buffer.PageBytes is < MinPageBytes or > MaxPageBytes)
                contents.Add(TraceDamageId.BadHeader, 0, $"{Named(buffer)} is said to have pages of {buffer.PageBytes} bytes; it isn't read");
            else
                readers.Add(Open(buffer, layout));
        }
        return readers;
    }

    private BufferReader Open(TraceBuffer buffer, PageLayout layout)
    {
        var compression = new Compression(contents.Header.Compression);
        var pages = new List<(int, PageSource)>();
        foreach (var region in buffer.Cpus)
        {
            if (region.Bytes > 0 && Check(buffer, region) is { } checkedRegion)
                pages.Add((region.Cpu, Pages(buffer, checkedRegion, compression)));
        }
        var clock = new TraceClock(buffer.Clock, contents.Options.TicksToNs, contents.Options.AddedNs, clockHz);
        return new BufferReader(buffer, new BufferEvents(pages, layout, decoder, clock), clock, compression);
    }

    private PageSource Pages(TraceBuffer buffer, CpuRegion region, Compression compression) => buffer.IsPacked
        ? new PackedPages(file, region, buffer.PageBytes, shared, compression, contents.Order)
        : new PlainPages(file, region, buffer.PageBytes, shared);

    /// <summary>The region, its end within a long's range. Null where nothing of it is in the file, or what is there belongs to others already.</summary>
    private CpuRegion? Check(TraceBuffer buffer, CpuRegion region)
    {
        var there = Math.Min(region.Bytes, file.Length - region.Offset);
        if (there <= 0)
            return Refused(TraceDamageId.Truncated, file.Length, $"{Named(buffer)}: the events of CPU {region.Cpu} are beyond the file's end, at offset {region.Offset}");
        if (there > _bytesLeft)
            return Refused(TraceDamageId.BadHeader, region.Offset, $"{Named(buffer)}: the events of CPU {region.Cpu} are said to be where others' are; they aren't read");
        _bytesLeft -= there;
        return region with { Bytes = Math.Min(region.Bytes, file.Length) };
    }

    private CpuRegion? Refused(TraceDamageId id, long offset, string message)
    {
        contents.Add(id, offset, message);
        return null;
    }

    private static string Named(TraceBuffer buffer) => buffer.Name.Length == 0 ? "the top buffer" : $"buffer '{buffer.Name}'";
}
