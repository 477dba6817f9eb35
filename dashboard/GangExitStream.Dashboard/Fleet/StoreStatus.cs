namespace GangExitStream.Dashboard.Fleet;

/// <summary>The progress of the store, and the records it left out.</summary>
internal sealed record StoreStatus
{
    /// <summary>Increases with every record.</summary>
    public long Version { get; init; }

    /// <summary>Whether the topic has been read up to its end at the start.</summary>
    public bool CaughtUp { get; init; }

    public long Records { get; init; }

    public int Vms { get; init; }

    /// <summary>Number of windows kept.</summary>
    public long Windows { get; init; }

    public long WindowBytes { get; init; }

    /// <summary>Number of records that can't be decoded.</summary>
    public long Undecodable { get; init; }

    /// <summary>Number of records that are too large, or whose window ends before it starts.</summary>
    public long Refused { get; init; }

    /// <summary>Number of records of windows that had been removed.</summary>
    public long TooLate { get; init; }

    /// <summary>Number of VMs removed to make room.</summary>
    public long DroppedVms { get; init; }
}
