namespace GangExitStream.Producer.Batching;

/// <summary>
/// The memory of a batch: its events from index 1 on (index 0 is reserved for a Lost event), and beside them their guest_ns, once an event has one.
/// </summary>
internal sealed class BatchArray(int length)
{
    private long[]? _guestNs;
    private bool _hasGuestNs;

    public KvmEvent[] Events { get; } = GC.AllocateUninitializedArray<KvmEvent>(length);

    /// <summary>Puts events at an index, behind those before it.</summary>
    /// <param name="index">The index of the first one.</param>
    /// <param name="events">The events.</param>
    /// <param name="guestNs">Their guest_ns; empty: none has one.</param>
    public void Put(int index, ReadOnlySpan<KvmEvent> events, ReadOnlySpan<long> guestNs)
    {
        events.CopyTo(Events.AsSpan(index));
        if (_hasGuestNs || guestNs.ContainsAnyExcept(KvmEvent.Unknown))
            PutGuestNs(index, events.Length, guestNs);
    }

    /// <summary>The guest_ns of a range of the events; empty: none of the batch has one.</summary>
    public ReadOnlyMemory<long> GuestNs(int index, int count) => _hasGuestNs ? _guestNs.AsMemory(index, count) : default;

    /// <summary>Begins the next batch.</summary>
    public void Clear() => _hasGuestNs = false;

    private void PutGuestNs(int index, int count, ReadOnlySpan<long> guestNs)
    {
        _guestNs ??= new long[length];
        if (!_hasGuestNs)
            _guestNs.AsSpan(0, index).Fill(KvmEvent.Unknown);
        _hasGuestNs = true;
        if (guestNs.IsEmpty)
            _guestNs.AsSpan(index, count).Fill(KvmEvent.Unknown);
        else
            guestNs.CopyTo(_guestNs.AsSpan(index));
    }
}
