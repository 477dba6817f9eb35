namespace GangExitStream.Processor.Sessions;

/// <summary>A VM in the store: live (decoded), or frozen (the bytes of its changelog record).</summary>
internal sealed class SessionSlot(VmKey key)
{
    public VmKey Key { get; } = key;

    /// <summary>The decoded session; null while the VM is frozen.</summary>
    public VmSession? Live { get; set; }

    /// <summary>The value of the changelog record as of the last epoch.</summary>
    public byte[]? Frozen { get; set; }

    /// <summary>Wall clock of the last batch, in Unix milliseconds.</summary>
    public long LastSeenMs { get; set; }

    /// <summary>The state has changed in this epoch and is not written yet.</summary>
    public bool Dirty { get; set; }

    public bool HasOpenWindow { get; set; }

    public bool Ended { get; set; }

    /// <summary>Keeps the state that the epoch has written.</summary>
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
