namespace GangExitStream.Traces.RingBuffer;

/// <summary>The pages of one CPU's ring buffer, one after the other.</summary>
/// <param name="pageBytes">Of a page.</param>
/// <param name="offset">Where the first page is.</param>
internal abstract class PageSource(int pageBytes, long offset)
{
    private byte[] _bytes = [];
    private int _start;
    private int _length;

    public int PageBytes => pageBytes;

    /// <summary>The current page; shorter than <see cref="PageBytes"/> where a file ends within it.</summary>
    public ReadOnlySpan<byte> Page => _bytes.AsSpan(_start, _length);

    /// <summary>Where the current page (or the chunk it was packed in) is: in the file, or in what the CPU's live buffer has yielded.</summary>
    public long PageOffset { get; protected set; } = offset;

    public TraceDamage? Damage { get; protected set; }

    /// <summary>Moves to the next page. False where there is none.</summary>
    public abstract bool MoveNext();

    /// <summary>How many events were lost before the current page, whose head says so; -1: it doesn't say how many, which is one at least.</summary>
    public virtual long LostBefore(long missed) => Math.Max(missed, 1);

    protected void Show(byte[] bytes, int start, int length) => (_bytes, _start, _length) = (bytes, start, length);
}
