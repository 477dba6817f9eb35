using System.Runtime.CompilerServices;

namespace GangExitStream.Schemas.Records;

/// <summary>The events of a decoded batch, in an array that is reused. Not thread-safe.</summary>
public sealed class KvmEventBuffer
{
    /// <summary>Most events of one batch that are accepted; producers write up to 512.</summary>
    public const int MaxEvents = 1 << 18;

    private KvmEvent[] _events = new KvmEvent[512];
    private long[] _guestNs = []; // of the first Count events, if _hasGuestNs
    private bool _hasGuestNs;

    /// <summary>Number of events.</summary>
    public int Count { get; private set; }

    /// <summary>The events.</summary>
    public ReadOnlySpan<KvmEvent> Events => _events.AsSpan(0, Count);

    /// <summary>The events as memory, for asynchronous use; valid until the next batch is decoded into this buffer.</summary>
    public ReadOnlyMemory<KvmEvent> Memory => _events.AsMemory(0, Count);

    /// <summary>
    /// The guest_ns of each event: the nanoseconds that its vcpu was in the guest, or <see cref="KvmEvent.Unknown"/>. Empty: no event of the batch
    /// has one.
    /// </summary>
    public ReadOnlySpan<long> GuestNs => _hasGuestNs ? _guestNs.AsSpan(0, Count) : default;

    /// <summary>Removes the events; keeps the memory.</summary>
    public void Clear() => (Count, _hasGuestNs) = (0, false);

    /// <summary>Adds <paramref name="count"/> events, which the caller fills in; empty: there would be more than <see cref="MaxEvents"/>.</summary>
    internal Span<KvmEvent> Append(int count)
    {
        if (count > MaxEvents - Count)
            return default;
        if (count > _events.Length - Count)
            Array.Resize(ref _events, Math.Max(Count + count, 2 * _events.Length));
        Count += count;
        if (_hasGuestNs)
            ClearGuestNs(Count - count);
        return _events.AsSpan(Count - count, count);
    }

    /// <summary>Sets the guest_ns of an event that was appended.</summary>
    internal void SetGuestNs(int index, long ns)
    {
        if (!_hasGuestNs)
            ClearGuestNs(0);
        _guestNs[index] = ns;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ClearGuestNs(int first)
    {
        _hasGuestNs = true;
        if (_guestNs.Length < Count)
            Array.Resize(ref _guestNs, _events.Length);
        _guestNs.AsSpan(first, Count - first).Fill(KvmEvent.Unknown);
    }
}
