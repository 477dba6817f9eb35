namespace GangExitStream.Producer.Batching;

/// <summary>The arrays in which batches are built. They are reused, and their maximum number bounds the memory.</summary>
internal sealed class EventArrays(int length, int max)
{
    private readonly Stack<BatchArray> _free = [];
    private int _made;

    public bool AnyFree => _free.Count > 0 || _made < max;

    public BatchArray? TryRent()
    {
        if (_free.TryPop(out var array))
            return array;
        if (_made == max)
            return null;
        _made++;
        return new BatchArray(length);
    }

    public void Return(BatchArray array)
    {
        array.Clear();
        _free.Push(array);
    }
}
