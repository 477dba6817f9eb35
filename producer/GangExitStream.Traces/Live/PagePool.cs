namespace GangExitStream.Traces.Live;

/// <summary>Memory for pages on their way. Bounded, but for two pages that each CPU may always have.</summary>
internal sealed class PagePool(int pageBytes)
{
    /// <summary>Of all CPUs together.</summary>
    public const int MaxBytes = 64 << 20;

    private readonly Stack<byte[]> _free = [];
    private int _left = MaxBytes / pageBytes;

    /// <summary>There is room beyond what each CPU may always have.</summary>
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
