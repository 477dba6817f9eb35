namespace GangExitStream.Traces.Live;

/// <summary>Memory for pages in flight. Bounded, in addition to two pages for each CPU.</summary>
internal sealed class PagePool(int pageBytes)
{
    /// <summary>Maximum of all CPUs together.</summary>
    public const int MaxBytes = 64 << 20;

    private readonly Stack<byte[]> _free = [];
    private int _left = MaxBytes / pageBytes;

    /// <summary>Whether there is room beyond the two pages of each CPU.</summary>
    public bool HasRoom => _left > 0;

    public byte[] Rent()
    {
        _left--;
        return _free.TryPop(out var page) ? page : GC.AllocateUninitializedArray<byte>(pageBytes);
    }

    public void Return(byte[] page)
    {
        _left++;
        _free.Push(page);
    }
}
