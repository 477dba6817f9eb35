namespace GangExitStream.Schemas.Records;

/// <summary>The events of a decoded batch, in an array that is reused. Not thread-safe.</summary>
public sealed class KvmEventBuffer
{
    /// <summary>Most events of one batch that are accepted; producers write up to 512.</summary>
    public const int MaxEvents = 1 << 18;

    private KvmEvent[] _events = new KvmEvent[512];

    /// <summary>Number of events.</summary>
    public int Count { get; private set; }

    /// <summary>The events.</summary>
    public ReadOnlySpan<KvmEvent> Events => _events.AsSpan(0, Count);

    /// <summary>The events as memory, for asynchronous use; valid until the next batch is decoded into this buffer.</summary>
    public ReadOnlyMemory<KvmEvent> Memory => _events.AsMemory(0, Count);

    /// <summary>Removes the events; keeps the memory.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds <paramref name="count"/> events, which the caller fills in; empty: there would be more than <see cref="MaxEvents"/>.</summary>
    internal Span<KvmEvent> Append(int count)
    {
        if (count > MaxEvents - Count)
            return default;
        if (count > _events.Length - Count)
            Array.Resize(ref _events, Math.Max(Count + count, 2 * _events.Length));
        Count += count;
        return _events.AsSpan(Count - count, count);
    }
}
