namespace GangExitStream.Producer.Batching;

/// <summary>One VM's open batch and what its next one begins with.</summary>
internal sealed class VmBatchState(int tgid, string? name)
{
    public int Tgid { get; } = tgid;

    public string? Name { get; } = name;

    /// <summary>Items of this VM that have been taken: the next batch's first_sequence.</summary>
    public long NextSequence { get; set; }

    /// <summary>The open batch's events, from index 1 on; null while none is open.</summary>
    public KvmEvent[]? Open { get; set; }

    /// <summary>Events in the open batch.</summary>
    public int Count { get; set; }

    /// <summary>When the open batch got its first event, in ticks of the caller's clock.</summary>
    public long OpenedAt { get; set; }

    /// <summary>The time of the VM's last event, trace time in nanoseconds.</summary>
    public long LastTimeNs { get; set; }

    /// <summary>Events dropped since the last batch that was taken.</summary>
    public long Dropped { get; set; }

    /// <summary>Its neighbours among the open batches, by age.</summary>
    public VmBatchState? Older { get; set; }

    /// <inheritdoc cref="Older"/>
    public VmBatchState? Newer { get; set; }
}
