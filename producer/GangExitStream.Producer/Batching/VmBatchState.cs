namespace GangExitStream.Producer.Batching;

/// <summary>One VM's open batch, its next sequence number and its dropped events.</summary>
internal sealed class VmBatchState(int tgid, string? name)
{
    public int Tgid { get; } = tgid;

    public string? Name { get; } = name;

    /// <summary>Number of this VM's items that were taken: the first_sequence of the next batch.</summary>
    public long NextSequence { get; set; }

    /// <summary>The events of the open batch; null: no batch is open.</summary>
    public BatchArray? Open { get; set; }

    /// <summary>Events in the open batch.</summary>
    public int Count { get; set; }

    /// <summary>When the open batch was opened, in ticks of the caller's clock.</summary>
    public long OpenedAt { get; set; }

    /// <summary>Trace time of the last event of the VM's last closed batch, in nanoseconds.</summary>
    public long LastTimeNs { get; set; }

    /// <summary>Events and lost samples dropped since the last batch was taken.</summary>
    public long Dropped { get; set; }

    /// <summary>The neighbour in <see cref="OpenBatches"/>.</summary>
    public VmBatchState? Older { get; set; }

    /// <inheritdoc cref="Older"/>
    public VmBatchState? Newer { get; set; }
}
