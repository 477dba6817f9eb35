using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.TraceDat;

/// <summary>Creates a reader for each buffer, after checking the buffer's claimed sizes and regions against the file.</summary>
internal sealed class BufferOpener(Stream file, TraceDatContents contents, RawEvents decoder, SharedReads shared, long? clockHz)
{
    private const int MinPageBytes = 256;

    /// <summary>Kernels have pages of up to 1 MB.</summary>
    private const int MaxPageBytes = 4 << 20;

    private long _bytesLeft = file.Length; // bytes that regions may still use: forged regions must not refer to the same bytes many times

    public List<BufferReader> Open()
    {
        var readers = new List<BufferReader>();
        if (contents.Layout is not { } layout || !decoder.Any)
            return readers;
        foreach (var buffer in contents.Buffers)
        {
            if (buffer.PageBytes is < MinPageBytes or > MaxPageBytes)
                contents.Add(TraceDamageId.BadHeader, 0, $"{Named(buffer)} has an impossible page size, {buffer.PageBytes} bytes; it is not read");
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
        return new BufferReader(buffer, new BufferEvents(pages, layout, decoder, clock), clock, contents.Options.Statistics, compression);
    }

    private PageSource Pages(TraceBuffer buffer, CpuRegion region, Compression compression) => buffer.IsPacked
        ? new PackedPages(file, region, buffer.PageBytes, shared, compression, contents.Order)
        : new PlainPages(file, region, buffer.PageBytes, shared);

    /// <summary>Checks a region and caps its length. Null: no byte of it is in the file, or its bytes are used by other regions already.</summary>
    private CpuRegion? Check(TraceBuffer buffer, CpuRegion region)
    {
        var there = Math.Min(region.Bytes, file.Length - region.Offset);
        if (there <= 0)
            return Refused(TraceDamageId.Truncated, file.Length, $"{Named(buffer)}: the events of CPU {region.Cpu} are beyond the file's end, at offset {region.Offset}");
        if (there > _bytesLeft)
            return Refused(TraceDamageId.BadHeader, region.Offset, $"{Named(buffer)}: the events of CPU {region.Cpu} overlap those of other CPUs; they are not read");
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
