namespace GangExitStream.Traces.RingBuffer;

/// <summary>Iterates over the pages of one CPU's ring buffer.</summary>
/// <param name="pageBytes">Size of a page.</param>
/// <param name="offset">Offset of the first page.</param>
internal abstract class PageSource(int pageBytes, long offset)
{
    private byte[] _bytes = [];
    private int _start;
    private int _length;

    public int PageBytes => pageBytes;

    /// <summary>The current page; shorter than <see cref="PageBytes"/> if a file ends within it.</summary>
    public ReadOnlySpan<byte> Page => _bytes.AsSpan(_start, _length);

    /// <summary>Offset of the current page, or of its compressed chunk, in the file or in the bytes that the CPU's live buffer has returned.</summary>
    public long PageOffset { get; protected set; } = offset;

    public TraceDamage? Damage { get; protected set; }

    /// <summary>Moves to the next page. False: the end.</summary>
    public abstract bool MoveNext();

    /// <summary>Number of events lost before the current page, whose header reports a loss of <paramref name="missed"/> events; -1: an unknown number.</summary>
    public virtual long LostBefore(long missed) => Math.Max(missed, 1);

    protected void Show(byte[] bytes, int start, int length) => (_bytes, _start, _length) = (bytes, start, length);
}
