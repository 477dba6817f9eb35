using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.TraceDat;

/// <summary>Iterates over the pages of one CPU in a file, through a buffer of bounded size.</summary>
/// <param name="file">The trace.dat. All CPUs share it, so each read sets the position.</param>
/// <param name="region">The region of the CPU's data.</param>
/// <param name="pageBytes">The size of a page.</param>
/// <param name="shared">The memory limit and byte count of all CPUs.</param>
internal abstract class FilePages(Stream file, CpuRegion region, int pageBytes, SharedReads shared) : PageSource(pageBytes, region.Offset)
{
    private byte[] _buffer = [];
    private int _start; // index of the current page in the buffer
    private int _length; // of the current page; the last page of a truncated file is shorter
    private int _end;

    protected Stream File => file;

    protected CpuRegion Region => region;

    /// <summary>File offset of the next bytes to read.</summary>
    protected long FileOffset { get; set; } = region.Offset;

    protected long RegionEnd => region.Offset + region.Bytes;

    /// <summary>False: the end, or a <see cref="PageSource.Damage"/>.</summary>
    public override bool MoveNext()
    {
        _start += _length;
        if (_start >= _end && !Refill())
            return false;
        _length = Math.Min(PageBytes, _end - _start);
        Show(_buffer, _start, _length);
        Moved();
        return true;
    }

    /// <summary>
    /// Fills the buffer with complete pages, or with a partial page at the end of a truncated file. Returns the number of bytes; 0 at the end or at a damage.
    /// </summary>
    protected abstract int Fill();

    /// <summary>Called when <see cref="MoveNext"/> has moved to a page.</summary>
    protected virtual void Moved()
    {
    }

    protected Span<byte> Buffer(int bytes)
    {
        if (_buffer.Length < bytes)
        {
            if (!shared.TryTake(bytes - _buffer.Length))
                return default;
            _buffer = GC.AllocateUninitializedArray<byte>(bytes);
        }
        return _buffer.AsSpan(0, bytes);
    }

    /// <summary>Sets the damage that ends this CPU's data; returns 0.</summary>
    protected int Fail(TraceDamageId id, long offset, string message)
    {
        Damage = new TraceDamage(id, offset, $"CPU {region.Cpu}: {message}");
        return 0;
    }

    protected int FailOfMemory() =>
        Fail(TraceDamageId.Unsupported, FileOffset, $"the pages of all CPUs need more than the limit of {SharedReads.MaxBytes >> 20} MB of memory; the rest is not read");

    protected int FailOfEnd() => Fail(TraceDamageId.Truncated, file.Length, "the file ends within the events");

    /// <summary>Reads at <see cref="FileOffset"/>. False: the file ends earlier.</summary>
    protected bool TryRead(Span<byte> target)
    {
        if (FileOffset > file.Length - target.Length)
            return false;
        file.Position = FileOffset;
        if (file.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
            return false;
        FileOffset += target.Length;
        shared.Count(target.Length);
        return true;
    }

    private bool Refill()
    {
        (_start, _length) = (0, 0);
        _end = Damage is null ? Fill() : 0;
        return _end > 0;
    }
}
