using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.TraceDat;

/// <summary>The pages of one CPU in a file, through a buffer of bounded size.</summary>
/// <param name="file">The trace.dat, shared by all CPUs: each read sets its place.</param>
/// <param name="region">Where the CPU's data are.</param>
/// <param name="pageBytes">Of a page.</param>
/// <param name="shared">What all CPUs share.</param>
internal abstract class FilePages(Stream file, CpuRegion region, int pageBytes, SharedReads shared) : PageSource(pageBytes, region.Offset)
{
    private byte[] _buffer = [];
    private int _start; // of the current page in the buffer
    private int _length; // the last page of a file that was cut off is shorter
    private int _end;

    protected Stream File => file;

    protected CpuRegion Region => region;

    /// <summary>Place in the file of the next bytes to read.</summary>
    protected long FileOffset { get; set; } = region.Offset;

    protected long RegionEnd => region.Offset + region.Bytes;

    /// <summary>False at the end, or at a <see cref="PageSource.Damage"/>.</summary>
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

    /// <summary>Fills the buffer with whole pages, or a page's beginning at the file's end; returns their bytes, 0 at the end or at a damage.</summary>
    protected abstract int Fill();

    /// <summary>A page was moved to.</summary>
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

    /// <summary>Names a damage that ends this CPU's data.</summary>
    protected int Fail(TraceDamageId id, long offset, string message)
    {
        Damage = new TraceDamage(id, offset, $"CPU {region.Cpu}: {message}");
        return 0;
    }

    protected int FailOfMemory() =>
        Fail(TraceDamageId.Unsupported, FileOffset, $"its pages need more than the {SharedReads.MaxBytes >> 20} MB of memory that all CPUs' pages together may take; not read on");

    protected int FailOfEnd() => Fail(TraceDamageId.Truncated, file.Length, "the file ends within the events");

    /// <summary>Reads at <see cref="FileOffset"/>; false where the file ends before.</summary>
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
