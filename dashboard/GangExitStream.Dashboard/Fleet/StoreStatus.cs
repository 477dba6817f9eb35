namespace GangExitStream.Dashboard.Fleet;

/// <summary>How far the store is, and what it couldn't take.</summary>
internal sealed record StoreStatus
{
    /// <summary>Rises with every record.</summary>
    public long Version { get; init; }

    /// <summary>The topic's end as of the start has been read.</summary>
    public bool CaughtUp { get; init; }

    public long Records { get; init; }

    public int Vms { get; init; }

    /// <summary>Windows that are kept.</summary>
    public long Windows { get; init; }

    public long WindowBytes { get; init; }

    /// <summary>Records that can't be decoded.</summary>
    public long Undecodable { get; init; }

    /// <summary>Records that are larger than any real one, or whose window ends before it starts.</summary>
    public long Refused { get; init; }

    /// <summary>Records of windows that had been forgotten.</summary>
    public long TooLate { get; init; }

    /// <summary>VMs that were dropped for others.</summary>
    public long DroppedVms { get; init; }
}
