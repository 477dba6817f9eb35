namespace GangExitStream.Schemas.Records;

/// <summary>Events of a decoded batch, in an array that is used again. Not thread-safe.</summary>
public sealed class KvmEventBuffer
{
    /// <summary>Most events that one batch may have (producers write some hundreds).</summary>
    public const int MaxEvents = 1 << 18;

    private KvmEvent[] _events = new KvmEvent[512];

    /// <summary>Number of events.</summary>
    public int Count { get; private set; }

    /// <summary>The events.</summary>
    public ReadOnlySpan<KvmEvent> Events => _events.AsSpan(0, Count);

    /// <summary>The events, for asynchronous users; valid until the next batch is decoded into this buffer.</summary>
    public ReadOnlyMemory<KvmEvent> Memory => _events.AsMemory(0, Count);

    /// <summary>Forgets the events; keeps the memory.</summary>
    public void Clear() => Count = 0;

    /// <summary>Room for more events at the end, which the caller fills; empty where there would be more than the cap.</summary>
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
