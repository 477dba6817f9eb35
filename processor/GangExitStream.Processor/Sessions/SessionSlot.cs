namespace GangExitStream.Processor.Sessions;

/// <summary>A VM in the store: live, or frozen as its changelog record.</summary>
internal sealed class SessionSlot(VmKey key)
{
    public VmKey Key { get; } = key;

    /// <summary>Decoded; null while it is frozen.</summary>
    public VmSession? Live { get; set; }

    /// <summary>The changelog record's value as of the last epoch.</summary>
    public byte[]? Frozen { get; set; }

    /// <summary>Wall clock of the last batch, in Unix milliseconds.</summary>
    public long LastSeenMs { get; set; }

    /// <summary>Changed in this epoch.</summary>
    public bool Dirty { get; set; }

    public bool HasOpenWindow { get; set; }

    public bool Ended { get; set; }

    /// <summary>The epoch has taken the change in.</summary>
    public void Settle(ReadOnlySpan<byte> state)
    {
        Dirty = false;
        (HasOpenWindow, Ended) = (Live!.HasOpenWindow, Live.Ended);
        if (Frozen is { } same && same.Length == state.Length)
            state.CopyTo(same);
        else
            Frozen = state.ToArray();
    }
}
